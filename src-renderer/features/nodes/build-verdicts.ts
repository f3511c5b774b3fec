import type { MeteringSummary } from '../../../hub/contract/admin/metering.ts'
import type { NodeDetail, NodeReason } from '../../../hub/contract/admin/node-views.ts'

type Judged = Pick<
  NodeDetail,
  'id' | 'state' | 'summary' | 'desiredRevision' | 'appliedRevision' | 'lastCollectedAt'
>
type Tone = 'ok' | 'warn' | 'bad' | 'plain'

interface Verdict<Word extends string> {
  readonly tone: Tone
  readonly word: Word
}

const hasReason = ({ summary }: Judged, reason: NodeReason) => summary.reasons.includes(reason)

/** Is it serving? */
export function judgeServing(
  node: Judged,
): Verdict<'yes' | 'removed' | 'not_enrolled' | 'silent' | 'trouble' | 'draining' | 'unknown'> {
  if (node.state === 'removed') return { tone: 'plain', word: 'removed' }
  if (hasReason(node, 'not_enrolled')) return { tone: 'plain', word: 'not_enrolled' }
  if (hasReason(node, 'failing')) return { tone: 'bad', word: 'silent' }
  if (node.lastCollectedAt === null) return { tone: 'warn', word: 'unknown' }
  if (hasReason(node, 'agent_problem')) return { tone: 'warn', word: 'trouble' }
  if (node.state === 'draining') return { tone: 'warn', word: 'draining' }
  return { tone: 'ok', word: 'yes' }
}

/** Is what it runs what it should run? */
export function judgeConfiguration(node: Judged): Verdict<'newest' | 'pending' | 'refused' | 'unknown'> {
  if (hasReason(node, 'config_refused')) return { tone: 'bad', word: 'refused' }
  if (node.lastCollectedAt === null) return { tone: 'plain', word: 'unknown' }
  return node.appliedRevision >= node.desiredRevision
    ? { tone: 'ok', word: 'newest' }
    : { tone: 'warn', word: 'pending' }
}

/** Is its counting whole? `summary` is left out where the operator may not see it. */
export function judgeCounting(
  node: Judged,
  summary: MeteringSummary | undefined,
): Verdict<'whole' | 'halted' | 'differs' | 'late' | 'unknown'> & { readonly incidents: number } {
  const counts = summary?.nodes.find(({ nodeId }) => nodeId === node.id)?.counts ?? {}
  const incidents = Object.values(counts).reduce((sum, count) => sum + count, 0)
  if (hasReason(node, 'halted')) return { tone: 'bad', word: 'halted', incidents }
  if (summary?.lastProof?.differences.some(({ nodeId }) => nodeId === node.id)) {
    return { tone: 'bad', word: 'differs', incidents }
  }
  if (node.lastCollectedAt === null) return { tone: 'plain', word: 'unknown', incidents }
  // What it counts while it is silent comes later, and is counted then.
  if (hasReason(node, 'failing')) return { tone: 'warn', word: 'late', incidents }
  return { tone: 'ok', word: 'whole', incidents }
}
