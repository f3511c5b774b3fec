import type { FirewallStep, GuardSettings, TableFrame } from './table-state.ts'

/** Networks that are not targets: this host, private, link-local, CGNAT, benchmarks, multicast, reserved. */
const closedNetworks4 =
  '0.0.0.0/8, 10.0.0.0/8, 100.64.0.0/10, 127.0.0.0/8, 169.254.0.0/16, 172.16.0.0/12, 192.0.0.0/24, 192.168.0.0/16, 198.18.0.0/15, 224.0.0.0/3'
const closedNetworks6 = '::/127, ::ffff:0:0/96, 64:ff9b:1::/48, fc00::/7, fe80::/9, ff00::/8'

interface Rule {
  readonly chain: string
  readonly text: string
}

function list(values: readonly (number | string)[]): string {
  return `{ ${values.join(', ')} }`
}

/**
 * Customers' connections leave from an ephemeral port; answers to customers leave from a user's port. Every rule that
 * drops names the user of Shadowsocks itself: packets without a socket (a refusal, the end of a connection whose
 * program has gone) have no user, and must not be taken for his because they are nobody's.
 */
function guardRules(guard: GuardSettings): Rule[] {
  const chain = 'guard'
  const [low, high] = guard.ephemeralPorts
  const his = `meta skuid ${guard.uid}`
  const rules: string[] = [`meta l4proto { tcp, udp } th sport != ${low}-${high} accept`]
  const resolvers4 = guard.resolvers.filter(address => !address.includes(':'))
  const resolvers6 = guard.resolvers.filter(address => address.includes(':'))
  if (resolvers4.length > 0)
    rules.push(`ip daddr ${list(resolvers4)} meta l4proto { tcp, udp } th dport 53 accept`)
  if (resolvers6.length > 0)
    rules.push(`ip6 daddr ${list(resolvers6)} meta l4proto { tcp, udp } th dport 53 accept`)
  rules.push(`${his} tcp dport ${list([...new Set([25, ...guard.blockedPorts])])} drop`)
  if (guard.blockedPorts.length > 0) rules.push(`${his} udp dport ${list(guard.blockedPorts)} drop`)
  rules.push(`${his} fib daddr type { local, broadcast, anycast, multicast } drop`)
  for (const target of guard.allowedTargets) {
    rules.push(`${target.includes(':') ? 'ip6' : 'ip'} daddr ${target} accept`)
  }
  rules.push(
    `${his} oifname "lo" drop`,
    `${his} ip daddr { ${closedNetworks4} } drop`,
    `${his} ip6 daddr { ${closedNetworks6} } drop`,
  )
  return rules.map(text => ({ chain, text }))
}

function rulesOf(frame: TableFrame): Rule[] {
  const rules: Rule[] = []
  // Never hit, but it switches the reassembly of IPv6 fragments on: only the first one carries ports.
  rules.push({ chain: 'defrag', text: 'meta mark 0x7fffff01 meta l4proto udp tproxy ip6 to [::1]:1' })
  const legs = [
    { chain: 'in', outside: 'iifname != "lo"', port: 'dport', set: 'up' },
    { chain: 'out', outside: 'oifname != "lo"', port: 'sport', set: 'down' },
  ]
  for (const { chain, outside, port, set } of legs) {
    const match = `${outside} meta l4proto { tcp, udp }`
    if (frame.frozen.length > 0) {
      rules.push({ chain, text: `${match} th ${port} ${list(frame.frozen)} drop` })
    }
    rules.push({ chain, text: `${match} quota name th ${port} map @budget drop` })
    rules.push({ chain, text: `${match} th ${port} @${set}` })
  }
  if (frame.guard) rules.push(...guardRules(frame.guard))
  return rules
}

/** FNV-1a over 64 bits: tells texts of our own apart, and defends against nobody. */
function digestOf(text: string): string {
  let digest = 0xcbf29ce484222325n
  for (let place = 0; place < text.length; place++) {
    digest = BigInt.asUintN(64, (digest ^ BigInt(text.charCodeAt(place))) * 0x100000001b3n)
  }
  return digest.toString(16).padStart(16, '0')
}

/** The comments that the rules of this frame carry, in the order in which the kernel lists them. */
export function frameComments(frame: TableFrame): readonly string[] {
  const rules = rulesOf(frame)
  const digest = digestOf(JSON.stringify(rules))
  return rules.map((rule, place) => `${rule.chain} ${place} ${digest}`)
}

function frameText(frame: TableFrame): string[] {
  const comments = frameComments(frame)
  return [
    'add table inet sluice',
    'add set inet sluice up { type inet_service; size 65535; counter; }',
    'add set inet sluice down { type inet_service; size 65535; counter; }',
    'add map inet sluice budget { type inet_service : quota; size 65535; }',
    `add set inet sluice id_${frame.instance} { type inet_service; }`,
    'add chain inet sluice defrag { type filter hook prerouting priority -150; policy accept; }',
    'add chain inet sluice in { type filter hook input priority -150; policy accept; }',
    'add chain inet sluice out { type filter hook output priority -150; policy accept; }',
    'add chain inet sluice guard { type filter hook output priority -140; policy accept; }',
    // Without a flush the rules would be there twice, and every packet would count twice.
    ...['defrag', 'in', 'out', 'guard'].map(chain => `flush chain inet sluice ${chain}`),
    ...rulesOf(frame).map(
      (rule, place) => `add rule inet sluice ${rule.chain} ${rule.text} comment "${comments[place]}"`,
    ),
  ]
}

/**
 * The text of one batch for `nft -f -`. Deletions come first, in the order in which nothing is still referred to,
 * then the frame, then what is added: a port may be deleted and added again in the same batch.
 */
export function buildBatch(steps: readonly FirewallStep[]): string {
  const lines: string[] = []
  const gone = { up: [] as number[], down: [] as number[], budget: [] as number[], quota: [] as number[] }
  const quotas: string[] = []
  const born = { up: [] as string[], down: [] as string[], budget: [] as string[] }
  const frames: string[] = []
  let deletesTable = false
  const addQuota = (port: number, limit: number, used: number) => {
    // The kernel refuses a quota that is overdrawn from birth; at its limit it lets nothing pass either.
    quotas.push(`add quota inet sluice b${port} { over ${limit} bytes used ${Math.min(used, limit)} bytes; }`)
  }
  for (const step of steps) {
    switch (step.kind) {
      case 'delete_table':
        deletesTable = true
        break
      case 'frame':
        frames.push(...frameText(step.frame))
        break
      case 'add_port':
        born.up.push(`${step.port} counter packets 0 bytes ${step.up}`)
        born.down.push(`${step.port} counter packets 0 bytes ${step.down}`)
        born.budget.push(`${step.port} : "b${step.port}"`)
        addQuota(step.port, step.limit, step.up + step.down)
        break
      case 'set_limit':
        addQuota(step.port, step.limit, 0)
        break
      case 'renew_quota':
        if (step.had.budget) gone.budget.push(step.port)
        if (step.had.quota) gone.quota.push(step.port)
        born.budget.push(`${step.port} : "b${step.port}"`)
        addQuota(step.port, step.limit, step.used)
        break
      case 'delete_port':
        if (step.had.up) gone.up.push(step.port)
        if (step.had.down) gone.down.push(step.port)
        if (step.had.budget) gone.budget.push(step.port)
        if (step.had.quota) gone.quota.push(step.port)
        break
    }
  }
  // `add` before `delete`: deleting a table that is not there would fail the whole batch.
  if (deletesTable) lines.push('add table inet sluice', 'delete table inet sluice')
  if (gone.budget.length > 0) lines.push(`delete element inet sluice budget ${list(gone.budget)}`)
  for (const port of gone.quota) lines.push(`delete quota inet sluice b${port}`)
  if (gone.up.length > 0) lines.push(`delete element inet sluice up ${list(gone.up)}`)
  if (gone.down.length > 0) lines.push(`delete element inet sluice down ${list(gone.down)}`)
  lines.push(...frames, ...quotas)
  for (const [set, elements] of Object.entries(born)) {
    if (elements.length > 0) lines.push(`add element inet sluice ${set} ${list(elements)}`)
  }
  return `${lines.join('\n')}\n`
}
