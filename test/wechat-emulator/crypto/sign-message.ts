import { type KeyObject, sign, verify } from 'node:crypto'

/** `method \n url \n seconds \n nonce \n body \n`; `url` is the path with its query exactly as it was sent. */
export function requestMessage(parts: {
  readonly method: string
  readonly url: string
  readonly timestamp: string | number
  readonly nonce: string
  readonly body: Buffer | string
}): Buffer {
  const { method, url, timestamp, nonce, body } = parts
  return Buffer.concat([
    Buffer.from(`${method}\n${url}\n${timestamp}\n${nonce}\n`),
    Buffer.from(body),
    Buffer.from('\n'),
  ])
}

/** `seconds \n nonce \n body \n`: what is signed in answers and notifications. */
export function answerMessage(timestamp: string | number, nonce: string, body: Buffer | string): Buffer {
  return Buffer.concat([Buffer.from(`${timestamp}\n${nonce}\n`), Buffer.from(body), Buffer.from('\n')])
}

/** SHA256-RSA PKCS#1 v1.5 in base64. */
export function signMessage(message: Buffer | string, key: KeyObject): string {
  return sign('RSA-SHA256', Buffer.from(message), key).toString('base64')
}

/** False for a signature that is not base64, too. */
export function isSignedBy(message: Buffer | string, signature: string, key: KeyObject): boolean {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(signature)) return false
  return verify('RSA-SHA256', Buffer.from(message), key, Buffer.from(signature, 'base64'))
}
