import type { Cipher } from '../contract/ciphers.ts'

/**
 * A SIP002 address. User info is base64url without padding for the older ciphers, and percent-encoded plain text for
 * SIP022's, whose passwords are base64 themselves. An IPv6 host is put in brackets.
 */
export function buildSsUri(server: {
  readonly host: string
  readonly port: number
  readonly cipher: Cipher
  readonly password: string
  readonly name: string
}): string {
  const { cipher, password } = server
  const userInfo = cipher.startsWith('2022-')
    ? `${cipher}:${encodeURIComponent(password)}`
    : btoa(`${cipher}:${password}`).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
  const host = server.host.includes(':') ? `[${server.host}]` : server.host
  return `ss://${userInfo}@${host}:${server.port}#${encodeURIComponent(server.name)}`
}
