import { isIP } from 'node:net'
import * as z from 'zod'
import { type Decided, decided, wrongParameter } from './api-error-rule.ts'
import { parseRfc3339 } from './beijing-time-rule.ts'

export type Product = 'native' | 'h5' | 'jsapi'

const address = z.string().refine(text => isIP(text) !== 0, 'is no IP address')
/** Counted in characters, not in halves of pairs. */
const text = (longest: number) =>
  z
    .string()
    .min(1)
    .refine(value => [...value].length <= longest, `has more than ${longest} characters`)

const common = {
  appid: text(32),
  mchid: text(32),
  description: text(127),
  out_trade_no: z.string().regex(/^[0-9A-Za-z_\-|*]{6,32}$/),
  time_expire: z.string().optional(),
  attach: z.string().max(128).optional(),
  notify_url: text(255),
  goods_tag: z.string().max(32).optional(),
  support_fapiao: z.boolean().optional(),
  amount: z.strictObject({
    total: z.int().min(1).max(100_000_000),
    currency: z.literal('CNY').optional(),
  }),
  detail: z.looseObject({}).optional(),
  settle_info: z.strictObject({ profit_sharing: z.boolean().optional() }).optional(),
}
const scene = { payer_client_ip: address, device_id: z.string().max(32).optional() }

/** Unknown fields are refused everywhere, so that a misspelt one is found. */
const bodies = {
  native: z.strictObject({ ...common, scene_info: z.strictObject(scene).optional() }),
  h5: z.strictObject({
    ...common,
    scene_info: z.strictObject({
      ...scene,
      h5_info: z.strictObject({
        type: z.enum(['Wap', 'iOS', 'Android']),
        app_name: z.string().max(64).optional(),
        app_url: z.string().max(128).optional(),
        bundle_id: z.string().max(128).optional(),
        package_name: z.string().max(128).optional(),
      }),
    }),
  }),
  jsapi: z.strictObject({
    ...common,
    payer: z.strictObject({ openid: text(128) }),
    scene_info: z.strictObject(scene).optional(),
  }),
}

export interface OrderRequest {
  readonly product: Product
  readonly appid: string
  readonly mchid: string
  readonly description: string
  readonly outTradeNo: string
  readonly attach: string | null
  readonly notifyUrl: string
  /** Fen. */
  readonly total: number
  /** Unix ms; null where none was asked for. */
  readonly timeExpire: number | null
  readonly openid: string | null
  /** The whole request in one spelling: a repetition must have the same. */
  readonly fingerprint: string
}

/** `loopbackHttp`: whether a notify_url `http://127.0.0.1…` passes, as the demo's needs. */
export function parseOrderBody(
  product: Product,
  body: unknown,
  loopbackHttp: boolean,
): Decided<OrderRequest> {
  const parsed = bodies[product].safeParse(body)
  if (!parsed.success) return firstIssue(parsed.error)
  const order = parsed.data
  const timeExpire = order.time_expire === undefined ? null : parseRfc3339(order.time_expire)
  if (order.time_expire !== undefined && timeExpire === null)
    return wrongParameter('/time_expire', 'must be RFC 3339 with whole seconds')
  const wrongUrl = refuseNotifyUrl(order.notify_url, loopbackHttp)
  if (wrongUrl) return wrongParameter('/notify_url', wrongUrl)
  return decided({
    product,
    appid: order.appid,
    mchid: order.mchid,
    description: order.description,
    outTradeNo: order.out_trade_no,
    attach: order.attach ?? null,
    notifyUrl: order.notify_url,
    total: order.amount.total,
    timeExpire,
    openid: product === 'jsapi' ? bodies.jsapi.parse(body).payer.openid : null,
    fingerprint: `${product} ${renderSorted(body)}`,
  })
}

/** Null for a good one. */
export function refuseNotifyUrl(url: string, loopbackHttp: boolean): string | null {
  const parsed = URL.parse(url)
  if (!parsed) return 'is no URL'
  if (url.includes('?') || url.includes('#')) return 'must carry no query'
  const isLocal = ['127.0.0.1', '[::1]', 'localhost'].includes(parsed.hostname)
  if (parsed.protocol === 'https:') return null
  return parsed.protocol === 'http:' && isLocal && loopbackHttp ? null : 'must be https'
}

/** What is wrong with the first wrong field. */
export function firstIssue(error: z.ZodError): ReturnType<typeof wrongParameter> {
  const [issue] = error.issues
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
  return wrongParameter(`/${[...(issue?.path ?? []), ...unknown].join('/')}`, issue?.message ?? 'is wrong')
}

/** JSON with sorted names: two spellings of one content are equal. */
export function renderSorted(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(renderSorted).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([name, inner]) => `${JSON.stringify(name)}:${renderSorted(inner)}`).join(',')}}`
}
