import Pay from 'wechatpay-node-v3'
import type { Clock } from '../../kernel/clock.ts'
import type { WechatMerchant } from './merchant.ts'

/** The interface of `createHttp`: the one seam through which the package is used. */
export type PayHttp = Parameters<Pay['createHttp']>[0]

export interface SignedParts {
  readonly method: 'GET' | 'POST'
  /** Path and query exactly as sent. */
  readonly path: string
  /** Exactly as sent; empty for GET. */
  readonly body: string
}

/** The text that is signed for a request. WeChat Pay API v3, "request signature". */
export function requestMessage(
  parts: SignedParts & { readonly timestamp: number; readonly nonce: string },
): string {
  return `${parts.method}\n${parts.path}\n${parts.timestamp}\n${parts.nonce}\n${parts.body}\n`
}

/**
 * The package builds the URLs. What it would sign and when is left to the transport, which knows the very bytes:
 * the package draws its nonce from Math.random and reads the machine's clock.
 */
class UrlBuilder extends Pay {
  protected override buildAuthorization(): string {
    return ''
  }
}

export interface RequestSigner {
  /** Builds URLs and hands them to `http`, with bodies as objects. */
  buildWith(http: PayHttp): Pay
  /** The value of the Authorization header: a new nonce and timestamp each time. */
  authorize(parts: SignedParts): string
  /** The signature over any text, base64. */
  sign(text: string): string
  nonce(): string
  /** Unix seconds. */
  timestamp(): number
}

/** `random(n)` returns n random bytes. The signing key must be known to be readable. */
export function createRequestSigner(
  merchant: Pick<WechatMerchant, 'mchid' | 'appid' | 'merchantSerial' | 'merchantKeyPem'>,
  clock: Clock,
  random: (bytes: number) => Buffer,
): RequestSigner {
  const options = {
    appid: merchant.appid,
    mchid: merchant.mchid,
    // Never empty: without one the package looks for a certificate to read it from, and throws.
    serial_no: merchant.merchantSerial.toUpperCase() || '0',
    // Only its being there is checked.
    publicKey: Buffer.from('unused'),
    privateKey: Buffer.from(merchant.merchantKeyPem),
  }
  const signer = new UrlBuilder(options)
  const nonce = () => random(16).toString('hex').toUpperCase()
  const timestamp = () => Math.floor(clock.now() / 1000)
  return {
    buildWith(http) {
      const pay = new UrlBuilder(options)
      pay.createHttp(http)
      return pay
    },
    authorize(parts) {
      const at = timestamp()
      const once = nonce()
      const signature = signer.sha256WithRsa(requestMessage({ ...parts, timestamp: at, nonce: once }))
      return signer.getAuthorization(once, String(at), signature)
    },
    sign: text => signer.sha256WithRsa(text),
    nonce,
    timestamp,
  }
}
