import type { RolloutNodeState, RolloutProblem, RolloutState } from '../../contract/admin/rollouts.ts'

/**
 *   trial ──first is well──▶ spreading ──all have it──▶ done
 *     │  ╲                    ╱   │                       │
 *     │   ╲──stopped by an operator, or failed            │
 *     │        │ continued: trial or spreading again      │
 *     ▼        ▼                  ▼                       ▼
 *     rolling_back ──all have what they had──▶ rolled_back
 */
export type OpenState = Extract<RolloutState, 'trial' | 'spreading' | 'rolling_back'>

export const isOpen = (state: RolloutState): state is OpenState =>
  state === 'trial' || state === 'spreading' || state === 'rolling_back'

/** What is seen of a node now. */
export interface NodeSight {
  /** It has answered with the revision that tells of the last change. */
  readonly confirmed: boolean
  /** What is wrong since it was changed, beside silence. */
  readonly trouble: RolloutProblem | null
  /** It has not answered for a while. */
  readonly silence: RolloutProblem | null
  readonly lastError: string
}

export interface NodeStanding {
  readonly position: number
  readonly state: RolloutNodeState
  /** When it was changed last: given the new settings, or those of before. */
  readonly appliedAt: number | null
  readonly confirmedAt: number | null
  readonly healthySince: number | null
  /** It has settings of before that could be given back. */
  readonly wasChanged: boolean
  readonly sight: NodeSight
}

export interface RolloutStanding {
  readonly state: OpenState
  readonly healthyMs: number
  readonly atOnce: number
  /** In the order of their positions. */
  readonly nodes: readonly NodeStanding[]
}

/** What becomes of a node; what is not named stays. */
export interface NodePatch {
  readonly state?: RolloutNodeState
  readonly confirmedAt?: number | null
  readonly healthySince?: number | null
  readonly problem?: RolloutProblem | null
}

export interface RolloutStep {
  readonly state: RolloutState
  readonly patches: ReadonlyMap<number, NodePatch>
  /** Positions of nodes whose turn it is to be given the new settings, or what they had. */
  readonly change: readonly number[]
}

/** How long a node may take to answer with what it was given. */
export const confirmWithinMs = 600_000

/** The next step of an open roll-out. Asked again and again: it moves as far as what is seen of the nodes allows. */
export function decideStep(rollout: RolloutStanding, now: number): RolloutStep {
  return rollout.state === 'rolling_back' ? rollBack(rollout, now) : spread(rollout, now)
}

function spread(rollout: RolloutStanding, now: number): RolloutStep {
  const patches = new Map<number, NodePatch>()
  for (const node of rollout.nodes) {
    const patch = watch(node, now)
    if (patch !== null) patches.set(node.position, patch)
  }
  const nodes = rollout.nodes.map(node => ({ ...node, ...patches.get(node.position) }))
  const step = (state: RolloutState, change: readonly number[] = []) => ({ state, patches, change })
  if (nodes.some(node => node.state === 'failed')) return step('failed')
  const first = nodes.find(node => node.state !== 'unchanged' && node.state !== 'skipped')
  if (first === undefined) return step('done')
  if (rollout.state === 'trial') {
    if (first.state === 'waiting') return step('trial', [first.position])
    if (!isProven(first, rollout.healthyMs, now)) return step('trial')
  }
  const waiting = nodes.filter(node => node.state === 'waiting')
  const underWay = nodes.filter(node => node.state === 'applied').length
  if (waiting.length === 0 && underWay === 0) return step('done')
  const places = Math.max(0, rollout.atOnce - underWay)
  return step(
    'spreading',
    waiting.slice(0, places).map(node => node.position),
  )
}

/** Whether a node has run it for as long as the others wait for. */
function isProven(
  node: Pick<NodeStanding, 'state' | 'healthySince'>,
  healthyMs: number,
  now: number,
): boolean {
  return node.state === 'confirmed' && node.healthySince !== null && now - node.healthySince >= healthyMs
}

function watch(node: NodeStanding, now: number): NodePatch | null {
  const { sight } = node
  const fails = (problem: RolloutProblem): NodePatch => ({ state: 'failed', healthySince: null, problem })
  if (node.state === 'applied') {
    if (sight.trouble !== null) return fails(sight.trouble)
    if (sight.confirmed) return { state: 'confirmed', confirmedAt: now, healthySince: now }
    if (now - (node.appliedAt ?? now) < confirmWithinMs) return null
    const minutes = confirmWithinMs / 60_000
    return fails({ code: 'not_confirmed', facts: { minutes, lastError: sight.lastError } })
  }
  if (node.state !== 'confirmed') return null
  const problem = sight.trouble ?? sight.silence
  if (problem !== null) return fails(problem)
  return node.healthySince === null ? { healthySince: now } : null
}

function rollBack(rollout: RolloutStanding, now: number): RolloutStep {
  const patches = new Map<number, NodePatch>()
  const change: number[] = []
  let underWay = 0
  for (const { position, state, wasChanged, appliedAt, sight } of rollout.nodes) {
    const isLeft = state === 'waiting' || state === 'unchanged' || state === 'restored' || state === 'kept'
    if (state === 'restoring') {
      // It has what it had as far as the hub goes, and takes it as soon as it answers.
      const isOver = sight.confirmed || now - (appliedAt ?? now) >= confirmWithinMs
      if (isOver) patches.set(position, { state: 'restored', confirmedAt: sight.confirmed ? now : null })
      else underWay += 1
    } else if (!isLeft && wasChanged) change.push(position)
  }
  const isOver = change.length === 0 && underWay === 0
  return { state: isOver ? 'rolled_back' : 'rolling_back', patches, change }
}
