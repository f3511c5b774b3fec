/** Where a hub's admin listener is, from what a person wrote. */
export interface HubAddress {
  /** `https://host:port`. */
  readonly origin: string
  readonly host: string
  readonly port: number
  readonly isTls: boolean
}

const defaultPort = 8620

/**
 * Takes `hub.example.org`, `hub.example.org:8620` and whole addresses. Null where it is none, or where it would send
 * a password over a network without TLS: http is for loopback alone.
 */
export function parseAddress(text: string): HubAddress | null {
  const trimmed = text.trim()
  const written = /^https?:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`
  if (!URL.canParse(written)) return null
  const url = new URL(written)
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return null
  if (url.pathname !== '/' && url.pathname !== '') return null
  const isTls = url.protocol === 'https:'
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (!isTls && !isLoopback(host)) return null
  const port = url.port === '' ? portWhereNoneIsWritten(written) : Number(url.port)
  const shown = host.includes(':') ? `[${host}]` : host
  return { origin: `${url.protocol}//${shown}:${port}`, host, port, isTls }
}

/** `URL` drops a port that is the protocol's own: `https://hub:443` means 443, `https://hub` the hub's usual port. */
function portWhereNoneIsWritten(written: string): number {
  if (/:443\/?$/.test(written)) return 443
  return /:80\/?$/.test(written) ? 80 : defaultPort
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}
