import type { ClientFormat } from './render-subscription.ts'

/** A link that opens a client and adds the subscription to it. */
export interface ImportLink {
  readonly client: string
  readonly format: ClientFormat
  /** What the client is given. */
  readonly url: string
  /** Opens the client. */
  readonly href: string
}

/**
 * The links of the page of imports. `link` is the subscription's address without format, `title` the profile's name.
 * Outline asks over TLS whatever the scheme says, so a link that is not https has none for it.
 */
export function buildImportLinks(link: string, title: string): ImportLink[] {
  const at = (format: ClientFormat) => `${link}/${format}`
  const part = (text: string) => encodeURIComponent(text.toWellFormed())
  const base64url = (text: string) => btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
  const made = (client: string, format: ClientFormat, href: string): ImportLink => ({
    client,
    format,
    url: at(format),
    href,
  })
  return [
    made('Clash / mihomo', 'clash', `clash://install-config?url=${part(at('clash'))}&name=${part(title)}`),
    made(
      'sing-box',
      'sing-box',
      `sing-box://import-remote-profile?url=${part(at('sing-box'))}#${part(title)}`,
    ),
    made(
      'Shadowrocket',
      'shadowrocket',
      `shadowrocket://add/sub://${base64url(at('shadowrocket'))}?remark=${part(title)}`,
    ),
    made('Surge', 'surge', `surge:///install-config?url=${part(at('surge'))}`),
    ...(link.startsWith('https://')
      ? [made('Outline', 'outline', `${at('outline').replace(/^https:/, 'ssconf:')}#${part(title)}`)]
      : []),
  ]
}
