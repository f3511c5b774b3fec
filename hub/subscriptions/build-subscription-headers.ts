import type { SubscriptionFormat } from './choose-format-rule.ts'
import type { Subscription, SubscriptionUsage } from './map-entries.ts'

const contentTypes: Readonly<Record<SubscriptionFormat, string>> = {
  plain: 'text/plain; charset=utf-8',
  base64: 'text/plain; charset=utf-8',
  sip008: 'application/json; charset=utf-8',
  clash: 'text/yaml; charset=utf-8',
  'sing-box': 'application/json; charset=utf-8',
  outline: 'application/json; charset=utf-8',
  surge: 'text/plain; charset=utf-8',
  shadowrocket: 'text/plain; charset=utf-8',
  page: 'text/html; charset=utf-8',
}

/** `upload=…; download=…; total=…; expire=…`: bytes and seconds; what has no bound is left out. */
export function buildUserinfo(usage: SubscriptionUsage): string {
  const parts = [`upload=${usage.upload}`, `download=${usage.download}`]
  if (usage.total !== null) parts.push(`total=${usage.total}`)
  if (usage.expiresAt !== null) parts.push(`expire=${Math.floor(usage.expiresAt / 1_000)}`)
  return parts.join('; ')
}

/**
 * The headers of an answer in `format`, of 200 and 304 alike. `etag` is the strong tag of the body, quotes included.
 * The same address answers clients differently, so what distinguishes them stands in `Vary`.
 */
export function buildSubscriptionHeaders(
  subscription: Subscription,
  format: SubscriptionFormat,
  etag: string,
): Readonly<Record<string, string>> {
  const common = {
    'Content-Type': contentTypes[format],
    'Cache-Control': 'private, no-cache',
    ETag: etag,
    Vary: 'User-Agent, Accept',
  }
  // A page links to the shop: its address, which is a secret, must not go along.
  if (format === 'page') return { ...common, 'Referrer-Policy': 'no-referrer' }
  const { title, homeUrl, usage, updateHours } = subscription
  return {
    ...common,
    'Subscription-Userinfo': buildUserinfo(usage),
    'Profile-Title': profileTitle(title),
    'Profile-Update-Interval': String(updateHours),
    ...(homeUrl !== null && URL.canParse(homeUrl) ? { 'Profile-Web-Page-Url': new URL(homeUrl).href } : {}),
    'Content-Disposition': disposition(title),
  }
}

/** Plain where it is plain ASCII that means nothing else, `base64:` and UTF-8 otherwise. */
function profileTitle(title: string): string {
  const plain = /^[A-Za-z0-9][\x20-\x7e]*$/.test(title) && !title.startsWith('base64:')
  return plain ? title : `base64:${bytesToBase64(new TextEncoder().encode(title.toWellFormed()))}`
}

const bytesToBase64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes))

/** Clients name the profile after the file; RFC 6266 with RFC 8187's form for what is not ASCII. */
function disposition(title: string): string {
  const encoded = encodeURIComponent(title.toWellFormed()).replaceAll(
    /['()*]/g,
    sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="subscription"; filename*=UTF-8''${encoded}`
}

/** Whether `If-None-Match` names the tag (RFC 9110, 13.1.2: weak comparison, a list, or `*`). */
export function matchesEtag(ifNoneMatch: string | null, etag: string): boolean {
  if (ifNoneMatch === null) return false
  if (ifNoneMatch.trim() === '*') return true
  return (ifNoneMatch.match(/(?:W\/)?"[^"]*"/g) ?? []).some(tag => tag.replace(/^W\//, '') === etag)
}
