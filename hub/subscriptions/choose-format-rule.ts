export const subscriptionFormats = [
  'plain',
  'base64',
  'sip008',
  'clash',
  'sing-box',
  'outline',
  'surge',
  'shadowrocket',
  'page',
] as const
export type SubscriptionFormat = (typeof subscriptionFormats)[number]

/** Names of formats in paths and queries. */
const formatNames: Readonly<Record<string, SubscriptionFormat>> = {
  plain: 'plain',
  ss: 'plain',
  base64: 'base64',
  v2ray: 'base64',
  sip008: 'sip008',
  json: 'sip008',
  clash: 'clash',
  mihomo: 'clash',
  meta: 'clash',
  stash: 'clash',
  'sing-box': 'sing-box',
  singbox: 'sing-box',
  outline: 'outline',
  surge: 'surge',
  shadowrocket: 'shadowrocket',
  page: 'page',
}

/**
 * What a client's user agent tells; the first row that fits decides. Clients call themselves after the format they
 * imitate, so the particular stand above the general.
 */
const agentTable: readonly (readonly [RegExp, SubscriptionFormat])[] = [
  [/shadowrocket/i, 'shadowrocket'],
  // Names clash and sing-box at once, but bundles an older sing-box than our configuration needs.
  [/hiddify/i, 'base64'],
  [/\bsurge\b/i, 'surge'],
  [/clash|mihomo|stash|karing/i, 'clash'],
  [/sing-?box|^SF[AIMT]\//i, 'sing-box'],
  [/outline/i, 'outline'],
  [/shadowsocks-?(rust|windows)/i, 'sip008'],
  // A chat's preview of the link must not carry passwords to the chat's servers.
  [/bot\b|crawler|spider|preview|facebookexternalhit|whatsapp/i, 'page'],
]

export interface FormatRequest {
  /** What follows the token in the path; null: nothing. */
  readonly path: string | null
  /** The query's `format`; null: none. */
  readonly query: string | null
  readonly userAgent: string | null
  readonly accept: string | null
}

/**
 * The format of an answer: the path's, else the query's, else what the user agent tells, else the page for a browser
 * and the base64 list for everyone else. null: path or query name a format that does not exist.
 */
export function chooseFormat(request: FormatRequest): SubscriptionFormat | null {
  const named = request.path ?? request.query
  if (named !== null) {
    const name = named.toLowerCase()
    return Object.hasOwn(formatNames, name) ? (formatNames[name] ?? null) : null
  }
  const agent = request.userAgent ?? ''
  const row = agentTable.find(([pattern]) => pattern.test(agent))
  if (row !== undefined) return row[1]
  const browser = agent.startsWith('Mozilla/') && (request.accept ?? '').includes('text/html')
  return browser ? 'page' : 'base64'
}
