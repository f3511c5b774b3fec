import * as z from 'zod'

/** What can go wrong with an answer. `before`: the request had no effect; `after`: it had its whole effect. */
export const faultKinds = [
  'timeout_before',
  'timeout_after',
  'reset_before',
  'reset_mid_body',
  'error_500_before',
  'error_500_after',
  'rate_limited',
  'bad_gateway_before',
  'bad_gateway_after',
  'bad_json',
  'bad_signature',
  'stale_signature',
  'missing_signature',
  'wrong_key',
  'unknown_serial',
  'redirect',
  'slow_body',
  'huge_body',
  'wrong_bytes',
] as const

export const faultSchema = z.union([
  z.enum(faultKinds),
  /** A verified business error instead of the effect: `NOT_ENOUGH`, `USER_ACCOUNT_ABNORMAL`, … */
  z.strictObject({ status: z.int().min(400).max(599), code: z.string(), message: z.string().optional() }),
])
export type Fault = z.infer<typeof faultSchema>

export const matchSchema = z.strictObject({
  method: z.enum(['GET', 'POST']).optional(),
  /** How the path begins: `/v3/pay/transactions/native`. */
  path: z.string().optional(),
  /** Occurs anywhere in URL or body: an out_trade_no. */
  text: z.string().optional(),
})
export type RequestMatch = z.infer<typeof matchSchema>

export function matches(
  match: RequestMatch,
  request: { readonly method: string; readonly url: string; readonly body: string },
): boolean {
  if (match.method !== undefined && match.method !== request.method) return false
  if (match.path !== undefined && !request.url.startsWith(match.path)) return false
  return match.text === undefined || request.url.includes(match.text) || request.body.includes(match.text)
}

/** An answer given instead of the request's own, signed or not. */
export interface Instead {
  readonly status: number
  readonly body: string
  readonly contentType: 'application/json; charset=utf-8' | 'text/html'
  readonly signed: boolean
  readonly location?: string
}

/** How the answer travels, or does not. */
export type Wire = 'send' | 'hang' | 'reset' | 'cut' | 'slow'

export interface FaultPlan {
  readonly takesEffect: boolean
  readonly instead: Instead | null
  readonly wire: Wire
  readonly signature: 'good' | 'bad' | 'stale' | 'missing' | 'wrong_key' | 'unknown_serial'
  /** A change of the answer's bytes; the signature still covers what is sent. */
  readonly bytes: 'as_is' | 'bad_json' | 'huge' | 'wrong'
}

const whole: FaultPlan = {
  takesEffect: true,
  instead: null,
  wire: 'send',
  signature: 'good',
  bytes: 'as_is',
}

function json(status: number, code: string, message: string): Instead {
  const body = JSON.stringify({ code, message })
  return { status, body, contentType: 'application/json; charset=utf-8', signed: true }
}

const gateway: Instead = {
  status: 502,
  body: '<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>',
  contentType: 'text/html',
  signed: false,
}
const broken = json(500, 'SYSTEM_ERROR', '系统异常，请稍后重试')

export function planFault(fault: Fault | null): FaultPlan {
  if (fault === null) return whole
  if (typeof fault === 'object') {
    return {
      ...whole,
      takesEffect: false,
      instead: json(fault.status, fault.code, fault.message ?? fault.code),
    }
  }
  switch (fault) {
    case 'timeout_before':
      return { ...whole, takesEffect: false, wire: 'hang' }
    case 'timeout_after':
      return { ...whole, wire: 'hang' }
    case 'reset_before':
      return { ...whole, takesEffect: false, wire: 'reset' }
    case 'reset_mid_body':
      return { ...whole, wire: 'cut' }
    case 'error_500_before':
      return { ...whole, takesEffect: false, instead: broken }
    case 'error_500_after':
      return { ...whole, instead: broken }
    case 'rate_limited':
      return { ...whole, takesEffect: false, instead: json(429, 'FREQUENCY_LIMITED', '频率超限') }
    case 'bad_gateway_before':
      return { ...whole, takesEffect: false, instead: gateway }
    case 'bad_gateway_after':
      return { ...whole, instead: gateway }
    case 'bad_json':
      return { ...whole, bytes: 'bad_json' }
    case 'bad_signature':
      return { ...whole, signature: 'bad' }
    case 'stale_signature':
      return { ...whole, signature: 'stale' }
    case 'missing_signature':
      return { ...whole, signature: 'missing' }
    case 'wrong_key':
      return { ...whole, signature: 'wrong_key' }
    case 'unknown_serial':
      return { ...whole, signature: 'unknown_serial' }
    case 'redirect':
      return {
        ...whole,
        takesEffect: false,
        instead: {
          status: 302,
          body: '',
          contentType: 'text/html',
          signed: false,
          location: '/v3/elsewhere',
        },
      }
    case 'slow_body':
      return { ...whole, wire: 'slow' }
    case 'huge_body':
      return { ...whole, bytes: 'huge' }
    case 'wrong_bytes':
      return { ...whole, bytes: 'wrong' }
  }
}
