import type { NodeReason, NodeSummary } from '../contract/admin/node-views.ts'

/** What is known of a node; instants in milliseconds. */
export interface NodeFacts {
  readonly state: 'new' | 'active' | 'draining' | 'removed'
  readonly enrolled: boolean
  /** Null: never. */
  readonly collectedAt: number | null
  readonly halted: boolean
  readonly failingSince: number | null
  /** The alert that it refuses its configuration is open. */
  readonly configRefused: boolean
  /** Null: it has none. */
  readonly certificate: 'urgent' | 'expiring' | 'good' | null
  /** Of its agent, as it last said. */
  readonly problems: number
  readonly skewMs: number
  readonly users: number
  readonly capacity: number
  readonly desiredRevision: number
  readonly appliedRevision: number
}

const minute = 60_000

const levels: Readonly<Record<NodeReason, NodeSummary['level']>> = {
  halted: 'bad',
  failing: 'bad',
  config_refused: 'bad',
  certificate_urgent: 'bad',
  agent_problem: 'warning',
  clock_off: 'warning',
  certificate_expiring: 'warning',
  full: 'ok',
  config_pending: 'pending',
  draining: 'ok',
  not_enrolled: 'off',
  never_collected: 'pending',
}
const gravest: readonly NodeSummary['level'][] = ['bad', 'warning', 'pending', 'ok']

/** What is to be said of a node, gravest first, and how grave it is in all. */
export function summarizeNode(facts: NodeFacts, now: number): NodeSummary {
  if (facts.state === 'removed') return { level: 'off', reasons: [] }
  if (!facts.enrolled) return { level: 'off', reasons: ['not_enrolled'] }
  const holds: Readonly<Record<NodeReason, boolean>> = {
    halted: facts.halted,
    failing: facts.failingSince !== null && now - facts.failingSince >= minute,
    config_refused: facts.configRefused,
    certificate_urgent: facts.certificate === 'urgent' || facts.certificate === null,
    agent_problem: facts.problems > 0,
    clock_off: Math.abs(facts.skewMs) > minute,
    certificate_expiring: facts.certificate === 'expiring',
    full: facts.users >= facts.capacity,
    config_pending: facts.collectedAt !== null && facts.appliedRevision < facts.desiredRevision,
    draining: facts.state === 'draining',
    not_enrolled: false,
    never_collected: facts.collectedAt === null,
  }
  const reasons = (Object.keys(holds) as NodeReason[]).filter(reason => holds[reason])
  const level = gravest.find(one => reasons.some(reason => levels[reason] === one)) ?? 'ok'
  return { level, reasons }
}
