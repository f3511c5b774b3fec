import type {
  RolloutChange,
  RolloutDetail,
  RolloutItem,
  RolloutNodeState,
} from '../../../hub/contract/admin/rollouts.ts'

type RolloutNode = RolloutDetail['nodes'][number]
type Tone = 'ok' | 'warn' | 'bad' | 'plain'

export const rolloutNodeTones: Readonly<Record<RolloutNodeState, Tone>> = {
  waiting: 'plain',
  applied: 'warn',
  confirmed: 'ok',
  failed: 'bad',
  skipped: 'plain',
  unchanged: 'ok',
  restoring: 'warn',
  restored: 'plain',
  kept: 'warn',
}

/** What a roll-out does now, for a sentence. */
export type RolloutNews =
  /** The first node has not answered with it yet. */
  | { readonly kind: 'asked'; readonly first: string }
  /** The first node runs it; the others follow at `spreadsAt` if it stays well. */
  | { readonly kind: 'proving'; readonly first: string; readonly spreadsAt: number }
  | { readonly kind: 'spreading'; readonly underWay: number; readonly waiting: number }
  | { readonly kind: 'done'; readonly count: number }
  | { readonly kind: 'stopped'; readonly having: number; readonly waiting: number }
  | { readonly kind: 'failed'; readonly having: number; readonly waiting: number }
  | { readonly kind: 'rolling_back'; readonly left: number }
  | { readonly kind: 'rolled_back'; readonly kept: number }

export function newsOf(rollout: RolloutDetail): RolloutNews {
  const count = (...states: readonly RolloutNodeState[]) =>
    rollout.nodes.filter(({ state }) => states.includes(state)).length
  const waiting = count('waiting')
  const having = count('applied', 'confirmed', 'failed')
  switch (rollout.state) {
    case 'trial': {
      const first = firstOf(rollout)?.name ?? ''
      const { spreadsAt } = rollout
      return spreadsAt === null ? { kind: 'asked', first } : { kind: 'proving', first, spreadsAt }
    }
    case 'spreading':
      return { kind: 'spreading', underWay: count('applied'), waiting }
    case 'done':
      return { kind: 'done', count: count('confirmed', 'unchanged') }
    case 'stopped':
    case 'failed':
      return { kind: rollout.state, having, waiting }
    case 'rolling_back':
      return { kind: 'rolling_back', left: count('restoring', 'applied', 'confirmed', 'failed', 'skipped') }
    case 'rolled_back':
      return { kind: 'rolled_back', kept: count('kept') }
  }
}

/** The node that is tried before the others. */
export function firstOf({ nodes }: Pick<RolloutDetail, 'nodes'>): RolloutNode | undefined {
  return nodes.find(({ state }) => state !== 'unchanged' && state !== 'skipped')
}

export interface RolloutChoices {
  /** `spread`: without waiting longer. `retry`: also where it failed. `goOn`: after it was stopped. */
  readonly onward: 'spread' | 'retry' | 'goOn' | null
  readonly skip: boolean
  readonly stop: boolean
  readonly rollBack: boolean
}

/** What an operator can do with it now. */
export function choicesOf(rollout: RolloutDetail): RolloutChoices {
  const { state, nodes } = rollout
  const isTried = firstOf(rollout)?.state === 'confirmed'
  const isChanged = nodes.some(({ before }) => before !== null)
  return {
    onward:
      state === 'trial' && isTried
        ? 'spread'
        : state === 'failed'
          ? 'retry'
          : state === 'stopped'
            ? 'goOn'
            : null,
    skip: state === 'failed',
    stop: state === 'trial' || state === 'spreading',
    rollBack: isChanged && state !== 'rolling_back' && state !== 'rolled_back',
  }
}

/** One setting of a change: the range of ports is one, though it has two ends. */
export type ChangedSetting =
  | { readonly setting: 'ciphers'; readonly value: readonly string[] }
  | { readonly setting: 'ports'; readonly from: number | undefined; readonly until: number | undefined }
  | { readonly setting: 'blockedPorts'; readonly value: readonly number[] }

export function settingsOf(change: RolloutChange): readonly ChangedSetting[] {
  const { ciphers, portFrom, portUntil, blockedPorts } = change
  return [
    ...(ciphers === undefined ? [] : [{ setting: 'ciphers', value: ciphers } as const]),
    ...(portFrom === undefined && portUntil === undefined
      ? []
      : [{ setting: 'ports', from: portFrom, until: portUntil } as const]),
    ...(blockedPorts === undefined ? [] : [{ setting: 'blockedPorts', value: blockedPorts } as const]),
  ]
}

export type BarPart = 'has' | 'on' | 'bad' | 'back' | 'none'

const parts: Readonly<Record<RolloutNodeState, BarPart>> = {
  waiting: 'none',
  applied: 'on',
  confirmed: 'has',
  failed: 'bad',
  skipped: 'none',
  unchanged: 'has',
  restoring: 'on',
  restored: 'back',
  kept: 'has',
}

/** One part for each node, in order. */
export function barOf(nodes: readonly RolloutNode[]): readonly BarPart[] {
  return nodes.map(({ state }) => parts[state])
}

/** How far a roll-out of a list is, 0 to 1. */
export function partOf({ counts }: Pick<RolloutItem, 'counts'>): number {
  return counts.nodes === 0 ? 0 : counts.confirmed / counts.nodes
}

/** It changes nodes now; one at a time can. */
export const isUnderWay = (state: RolloutItem['state']): boolean =>
  state === 'trial' || state === 'spreading' || state === 'rolling_back'

/** The name alone of who began it: `operator:3 Li` -> `Li`. */
export function nameOfAuthor(actor: string): string {
  const operator = /^operator:(\d+) ?(.*)$/s.exec(actor)
  if (operator !== null) return operator[2] === '' ? `#${operator[1]}` : (operator[2] ?? '')
  return actor.slice(actor.indexOf(':') + 1)
}
