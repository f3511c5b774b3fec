import type { Instant } from '../contract/primitives.ts'

/** How long a node must fail without a break before anybody is told. */
export const offlineAfterMs = 60_000
/** How long it must answer without a break before the alert ends. */
export const onlineAfterMs = 30_000

export interface Reachability {
  /** First failure since the last answer; null while it answers. */
  readonly failingSince: Instant | null
  /** First answer since the last failure; null while it fails. */
  readonly answeringSince: Instant | null
  readonly alertOpen: boolean
}

/**
 * Whether a node's offline alert is to be opened or closed now. Two different delays keep a node that comes and
 * goes from raising an alert every minute.
 */
export function decideOfflineAlert(state: Reachability, now: Instant): 'open' | 'close' | 'keep' {
  if (!state.alertOpen && state.failingSince !== null && now - state.failingSince >= offlineAfterMs)
    return 'open'
  if (state.alertOpen && state.answeringSince !== null && now - state.answeringSince >= onlineAfterMs)
    return 'close'
  return 'keep'
}
