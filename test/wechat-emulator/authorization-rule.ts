const scheme = 'WECHATPAY2-SHA256-RSA2048'
const fields = ['mchid', 'nonce_str', 'timestamp', 'serial_no', 'signature'] as const

export interface Authorization {
  readonly mchid: string
  readonly nonce: string
  /** Unix seconds, as they were written. */
  readonly timestamp: string
  readonly serial: string
  readonly signature: string
}

/** One line: the scheme, and the five fields in any order. Null for anything else, a doubled field included. */
export function parseAuthorization(header: string | undefined): Authorization | null {
  if (!header?.startsWith(`${scheme} `)) return null
  const found = new Map<string, string>()
  for (const part of header.slice(scheme.length + 1).split(',')) {
    const [, name, value] = /^\s*([a-z_]+)="([^"]*)"\s*$/.exec(part) ?? []
    if (name === undefined || value === undefined || found.has(name)) return null
    found.set(name, value)
  }
  const [mchid, nonce, timestamp, serial, signature] = fields.map(name => found.get(name))
  if (found.size !== fields.length || !mchid || !nonce || !timestamp || !serial || !signature) return null
  return { mchid, nonce, timestamp, serial, signature }
}

/** The header as the official SDKs write it. */
export function renderAuthorization({ mchid, nonce, timestamp, serial, signature }: Authorization): string {
  return `${scheme} mchid="${mchid}",nonce_str="${nonce}",timestamp="${timestamp}",serial_no="${serial}",signature="${signature}"`
}

export type Refusal = { readonly status: number; readonly code: string; readonly message: string }

export interface Inbound {
  readonly authorization: Authorization | null
  readonly merchant: { readonly mchid: string; readonly serial: string }
  /** Unix ms. */
  readonly now: number
  /** These two are asked last, and only when everything before them was good. */
  nonceIsNew(nonce: string): boolean
  signatureIsGood(authorization: Authorization): boolean
}

export const windowSeconds = 300

/** The checks of a request's signature in WeChat's order; null lets it pass. */
export function refuseRequest(inbound: Inbound): Refusal | null {
  const { authorization, merchant, now } = inbound
  const refuse = (message: string): Refusal => ({ status: 401, code: 'SIGN_ERROR', message })
  if (!authorization) return refuse('Http头Authorization值格式错误')
  if (authorization.mchid !== merchant.mchid) return refuse('商户号不存在')
  if (authorization.serial.toUpperCase() !== merchant.serial.toUpperCase())
    return refuse('商户证书序列号有误')
  if (!/^\d{1,12}$/.test(authorization.timestamp)) return refuse('Http头Authorization中的timestamp有误')
  if (Math.abs(now / 1000 - Number(authorization.timestamp)) > windowSeconds)
    return refuse('Http头Authorization中的timestamp与发起请求的时间不得超过5分钟')
  if (authorization.nonce.length > 32) return refuse('Http头Authorization中的nonce_str有误')
  if (!inbound.nonceIsNew(authorization.nonce)) return refuse('请求重放：nonce_str已被使用')
  if (!inbound.signatureIsGood(authorization)) return refuse('签名错误，请检查后再试')
  return null
}

/** What a signed request must still carry; `hasBody` for a POST. */
export function refuseHeaders(headers: {
  readonly accept: string | undefined
  readonly userAgent: string | undefined
  readonly contentType: string | undefined
  readonly hasBody: boolean
}): Refusal | null {
  const refuse = (message: string): Refusal => ({ status: 400, code: 'PARAM_ERROR', message })
  if (!headers.userAgent || !headers.accept) return refuse('Http头缺少Accept或User-Agent')
  if (!/(^|[,\s])(application\/json|application\/\*|\*\/\*)/.test(headers.accept))
    return refuse('Http头Accept必须支持application/json')
  if (headers.hasBody && !/^application\/json\b/.test(headers.contentType ?? ''))
    return refuse('Http头Content-Type必须为application/json')
  return null
}
