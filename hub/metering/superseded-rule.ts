import type { CountersAnswer } from '../contract/agent/counters.ts'

/** What the list of superseded identities depends on. */
export interface Superseding {
  /** Null: never collected. */
  readonly instance: string | null
  readonly start: string
  readonly superseded: readonly string[]
}

/** Of the present instance's earlier starts, the newest are kept. Instances that ended are all kept. */
const maxStarts = 200

/** How an instance that ended stands in the list; starts stand as they are. */
export const endedInstance = (instance: string) => `instance:${instance}`

/** What is left of the list when an operator says that the start which returned is the right machine. */
export function startsForgotten(superseded: readonly string[]): readonly string[] {
  return superseded.filter(id => id.startsWith(endedInstance('')))
}

/** The list after an answer was taken: what it followed is on it from now on. */
export function supersededBy(
  committed: Superseding,
  answer: Pick<CountersAnswer, 'instance' | 'start'>,
): readonly string[] {
  if (committed.instance === null) return committed.superseded
  const ended = startsForgotten(committed.superseded)
  // An instance that ended needs its starts no longer: none of its answers is ever accepted again.
  if (answer.instance !== committed.instance) return [...ended, endedInstance(committed.instance)]
  if (answer.start === committed.start) return committed.superseded
  const starts = committed.superseded.filter(id => !id.startsWith(endedInstance('')))
  return [...ended, ...[...starts, committed.start].slice(-maxStarts)]
}
