import { dialable, homeHostOf, type ServerEntry, type Subscription } from './map-entries.ts'
import { groupName, hostRule, orderedNames, privateNets } from './render-clash.ts'

/**
 * A whole managed profile for Surge. Its lines know no escapes: signs that part a line are replaced in names, and a
 * server whose password holds a double quote cannot be written and is left out with a comment.
 */
export function renderSurge(subscription: Subscription): string {
  const renamed = rename(subscription)
  const entries = renamed.entries.map(dialable)
  const choice = groupName(subscription.title, new Set(entries.map(({ name }) => name)))
  const written = new Set(entries.filter(writable).map(({ name }) => name))
  const choices = orderedNames(renamed).filter(name => written.has(name))
  const homeHost = homeHostOf(subscription.homeUrl)
  return [
    `#!MANAGED-CONFIG ${subscription.link}/surge interval=${subscription.updateHours * 3_600} strict=false`,
    '',
    '[General]',
    'loglevel = warning',
    'ipv6 = true',
    '',
    '[Proxy]',
    ...entries.map(proxyLine),
    '',
    '[Proxy Group]',
    `${choice} = select, ${choices.length === 0 ? 'DIRECT' : choices.join(', ')}`,
    '',
    '[Rule]',
    ...(homeHost === null ? [] : [hostRule(homeHost)]),
    ...privateNets.map(net => `IP-CIDR,${net},DIRECT,no-resolve`),
    'GEOIP,CN,DIRECT',
    `FINAL,${choice},dns-failed`,
    '',
  ].join('\n')
}

const writable = ({ password }: ServerEntry) => !password.includes('"')

function proxyLine(server: ServerEntry): string {
  const { name, host, port, cipher, password } = server
  if (!writable(server)) return `# ${name}: the password cannot be written here, renew it`
  return `${name} = ss, ${host}, ${port}, encrypt-method=${cipher}, password="${password}", udp-relay=true`
}

const lookalikes: ReadonlyMap<string, string> = new Map([
  [',', '，'],
  ['=', '＝'],
  ['"', '”'],
  ['#', '＃'],
  [';', '；'],
  ['[', '［'],
  [']', '］'],
  ['/', '／'],
])

/** Names without signs that mean something to Surge, still unique. */
function rename(subscription: Subscription): Subscription {
  const used = new Set<string>()
  const entries = subscription.entries.map(entry => {
    const plain = [...entry.name].map(sign => lookalikes.get(sign) ?? sign).join('')
    let name = plain
    for (let number = 2; used.has(name); number += 1) name = `${plain} ${number}`
    used.add(name)
    return { ...entry, name }
  })
  return { ...subscription, entries }
}
