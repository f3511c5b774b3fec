import { type Subscription, serversOf } from './map-entries.ts'

/**
 * Outline's dynamic access key: it knows one server, so it is the first. A user who may not pass gets the error that
 * Outline shows in his app. Outline knows no cipher of SIP022, and its users are told so.
 */
export function renderOutline(subscription: Subscription): string {
  const [server] = serversOf(subscription)
  if (server === undefined) {
    const [message = '', ...details] = subscription.entries.map(({ name }) => name)
    return written(
      details.length === 0 ? { error: { message } } : { error: { message, details: details.join('\n') } },
    )
  }
  if (server.cipher.startsWith('2022-'))
    return written({ error: { message: unsupported[subscription.locale] } })
  return written({
    server: server.host,
    server_port: server.port,
    password: server.password,
    method: server.cipher,
  })
}

const unsupported = {
  zh: 'Outline 不支持此加密方式，请换用其他客户端或更改加密方式',
  en: 'Outline does not support this cipher: use another app or change the cipher',
} as const

const written = (document: unknown) => `${JSON.stringify(document, null, 2)}\n`
