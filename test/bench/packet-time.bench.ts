import type { Bytes } from '../../hub/contract/primitives.ts'
import { buildBatch } from '../../node-agent/firewall/build-ruleset.ts'
import { unlimited } from '../../node-agent/firewall/table-state.ts'
import { run } from '../../scripts/lab/ip-command.ts'
import { nodePairs } from './packet-time/node-pairs.ts'
import { median, report } from './report.ts'

/**
 * Time per packet of a customer on a node with so many ports, all with their counters and quotas, by the agent's own
 * ruleset: 64 bytes of UDP there and back, on the wire of a node without any rule and, beside it, of one with a rule
 * for each port and direction (the matching one last). All nodes stand at once and take turns.
 */
const sizes = [100, 1_000, 10_000]
const turns = 200
const firstPort = 10_001
/** The customer's, the last one that a list of rules comes to. */
const port = 61_000
const nobody = 65_534
const listing = ['nft', 'list', 'set', 'inet', 'sluice', 'up']

const portsOf = (count: number) => [
  ...Array.from({ length: count - 1 }, (_, index) => firstPort + index),
  port,
]

function agentRules(count: number): string {
  const zero = 0 as Bytes
  const guard = {
    uid: nobody,
    ephemeralPorts: [32_768, 60_999],
    resolvers: ['203.0.113.53'],
    blockedPorts: [],
    allowedTargets: [],
  } as const
  // Half of the ports have a limit of bytes, half only a quota that is never reached.
  const limitOf = (index: number) => (index % 2 === 0 ? unlimited : ((2 ** 40) as Bytes))
  return buildBatch([
    { kind: 'frame', frame: { instance: 'a'.repeat(32), frozen: [], guard } },
    ...portsOf(count).map(
      (each, index) =>
        ({ kind: 'add_port', port: each, up: zero, down: zero, limit: limitOf(index) }) as const,
    ),
  ])
}

function ruleEach(count: number): string {
  const rules = (chain: string, side: string) =>
    portsOf(count).map(each => `add rule inet classic ${chain} udp ${side} ${each} counter`)
  return [
    'add table inet classic',
    'add chain inet classic in { type filter hook input priority -150; policy accept; }',
    'add chain inet classic out { type filter hook output priority -150; policy accept; }',
    ...rules('in', 'dport'),
    ...rules('out', 'sport'),
    '',
  ].join('\n')
}

const texts = ['', ...sizes.map(agentRules), ...sizes.map(ruleEach)]
await using nodes = await nodePairs(port, texts)

/** A turn takes a few milliseconds, whatever a packet takes, and its parts follow each other at once. */
const roundsOf = (index: number) => {
  const size = sizes[index - 1 - sizes.length]
  return size === undefined ? 200 : Math.max(5, Math.round(20_000 / size))
}
const turnsOf = [...nodes.pairs.keys()].map(() => [] as number[])
for (let turn = -2; turn < turns; turn += 1) {
  for (let step = 0; step < nodes.pairs.length; step += 1) {
    // In each turn another node begins.
    const index = (turn + 2 + step) % nodes.pairs.length
    const took = await nodes.pairs[index]?.roundTrip(roundsOf(index))
    if (took !== undefined && turn >= 0) turnsOf[index]?.push(took)
  }
}

/** Microseconds for a packet: a round trip passes the node twice, once in, once out. */
const perPacket = (index: number) => median(turnsOf[index] ?? []) / 2_000
/** The machine's own pace changes from turn to turn: only times of one turn are compared. */
const ratioTo = (peer: number, index: number) =>
  median((turnsOf[index] ?? []).map((took, turn) => took / (turnsOf[peer]?.[turn] ?? Number.NaN)))

for (const [place, size] of sizes.entries()) {
  const own = 1 + place
  const classic = 1 + sizes.length + place
  const counted = await run(['ip', 'netns', 'exec', nodes.pairs[own]?.node ?? '', ...listing])
  const packets = Number(new RegExp(`${port} counter packets (\\d+)`).exec(counted)?.[1])
  if (packets !== (turns + 2) * roundsOf(own)) throw new Error(`${packets} packets were counted`)
  const common = { name: `time per packet at ${size.toLocaleString('en')} ports`, unit: 'µs' }
  report({
    ...common,
    figure: perPacket(own),
    peer: { name: 'no rules', figure: perPacket(0) },
    ratio: ratioTo(0, own),
    ...(size === 10_000 ? { limit: { kind: 'at most', value: 1.2 } } : {}),
  })
  report({
    ...common,
    figure: perPacket(own),
    peer: { name: 'a rule per port', figure: perPacket(classic) },
    ratio: ratioTo(classic, own),
  })
}
