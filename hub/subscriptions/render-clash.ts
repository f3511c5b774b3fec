import { dialable, homeHostOf, hostKind, type Subscription, serversOf } from './map-entries.ts'

/** Nets that never go through a server. */
export const privateNets = [
  '127.0.0.0/8',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
] as const

/**
 * A whole configuration for Clash and mihomo: the proxies, one group to choose from, one that takes the fastest, and
 * rules. The shop stays reachable without a server: who has run out must be able to buy. Every text is a double-quoted
 * scalar with JSON's escapes, which YAML 1.2 reads alike.
 */
export function renderClash(subscription: Subscription): string {
  const proxies = subscription.entries.map(dialable)
  const servers = serversOf(subscription).map(({ name }) => name)
  const taken = new Set(proxies.map(({ name }) => name))
  const choice = groupName(subscription.title, taken)
  const fastest = groupName(
    subscription.locale === 'zh' ? '自动选择' : 'Automatic',
    new Set([...taken, choice]),
  )
  const automatic = servers.length > 1
  const homeHost = homeHostOf(subscription.homeUrl)
  return [
    'mixed-port: 7890',
    'allow-lan: false',
    'mode: rule',
    'log-level: warning',
    'ipv6: true',
    'proxies:',
    ...proxies.map(
      ({ name, host, port, cipher, password }) =>
        `  - {name: ${quoted(name)}, type: ss, server: ${quoted(host)}, port: ${port}, ` +
        `cipher: ${quoted(cipher)}, password: ${quoted(password)}, udp: true}`,
    ),
    'proxy-groups:',
    `  - name: ${quoted(choice)}`,
    '    type: select',
    '    proxies:',
    ...[...(automatic ? [fastest] : []), ...orderedNames(subscription)].map(
      name => `      - ${quoted(name)}`,
    ),
    ...(automatic
      ? [
          `  - name: ${quoted(fastest)}`,
          '    type: url-test',
          '    url: "https://www.gstatic.com/generate_204"',
          '    interval: 300',
          '    tolerance: 50',
          '    proxies:',
          ...servers.map(name => `      - ${quoted(name)}`),
        ]
      : []),
    'rules:',
    ...(homeHost === null ? [] : [`  - ${quoted(hostRule(homeHost))}`]),
    ...privateNets.map(net => `  - ${quoted(`IP-CIDR,${net},DIRECT,no-resolve`)}`),
    '  - "GEOIP,CN,DIRECT"',
    `  - ${quoted(`MATCH,${choice}`)}`,
    '',
  ].join('\n')
}

/** Servers first: what stands first in a group is chosen until the user chooses. */
export function orderedNames(subscription: Subscription): string[] {
  const { entries } = subscription
  return [
    ...serversOf(subscription).map(({ name }) => name),
    ...entries.filter(({ kind }) => kind === 'notice').map(({ name }) => name),
  ]
}

/** A group's name that no proxy bears and that a rule, whose parts are told apart by commas, can name. */
export function groupName(wanted: string, taken: ReadonlySet<string>): string {
  const plain =
    wanted
      .replaceAll(/[,=[\]"#;/]/g, ' ')
      .replaceAll(/\s+/gu, ' ')
      .trim() || 'Proxy'
  let name = plain
  while (taken.has(name) || name === 'DIRECT' || name === 'REJECT') name += ' ·'
  return name
}

/** The rule that keeps a host from going through a server. */
export function hostRule(host: string): string {
  const kind = hostKind(host)
  if (kind === 'domain') return `DOMAIN,${host},DIRECT`
  const bare = host.replace(/^\[(.*)\]$/, '$1')
  return kind === 'ipv4' ? `IP-CIDR,${bare}/32,DIRECT,no-resolve` : `IP-CIDR6,${bare}/128,DIRECT,no-resolve`
}

/** JSON leaves DEL and the C1 controls as they are, which YAML forbids. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
