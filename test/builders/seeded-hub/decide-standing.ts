import type { Instant } from '../../../hub/contract/primitives.ts'
import type { AssignmentRow } from '../../../hub/db/entities/assignments.ts'
import type { UserFigureRow } from '../../../hub/db/entities/users.ts'
import { balanceOf, leftPermille } from '../../../hub/entitlements/balance-rule.ts'
import { type Bucket, periodAround } from '../../../hub/entitlements/grant-rule.ts'
import { decideAccess } from '../../../hub/gate/access-rule.ts'
import { type GateNode, planGate } from '../../../hub/gate/gate-plan-rule.ts'
import { cycleOf } from './draw-order.ts'
import { type GateTurn, tellGate } from './gate-story.ts'
import type { Life, SeedGrant } from './life.ts'
import type { MeterBook } from './meter-book.ts'
import { seedNodes } from './node-catalogue.ts'
import type { Segment } from './pass-data.ts'
import type { SeedWorld } from './seed-world.ts'
import { idleMs } from './settle-people.ts'

/** Where a user stands in the end, as the hub's own rules decide it. */
export interface SeedStanding {
  readonly status: 'active' | 'suspended' | 'deleted'
  readonly gate: string
  readonly gateSince: number
  readonly turns: readonly GateTurn[]
  readonly figures: UserFigureRow
  readonly hasPort: boolean
  readonly assignments: readonly AssignmentRow[]
}

/** Every node answered when the budgets were given: what a silent one holds stays as it was. */
const gateNodes: ReadonlyMap<number, GateNode> = new Map(
  seedNodes.map(({ id, rate }) => [id, { serving: true, reserving: true, silent: false, rate }]),
)

/** Whether the number of a user is not released yet: the last of what he was given ended less than 30 days ago. */
export function holdsPort(world: SeedWorld, life: Life): boolean {
  if (life.grants.length === 0 || life.deletedAt !== null) return false
  // Used up is used up when the gate closed, which is no later than the plan's end.
  const ends = ({ bytes, used, validUntil, endedAt }: SeedGrant) =>
    endedAt ?? validUntil ?? (bytes !== null && used >= bytes ? (life.expiresAt ?? 0) : Infinity)
  return Math.max(...life.grants.map(ends)) > world.now - idleMs
}

/** Decides gate and budgets with the rules of the hub. What is pending is in the segments that are not settled. */
export function decideStanding(
  world: SeedWorld,
  life: Life,
  segments: readonly Segment[],
  book: MeterBook,
): SeedStanding {
  const now = world.now as Instant
  const status = life.deletedAt !== null ? 'deleted' : life.suspendedAt !== null ? 'suspended' : 'active'
  const grants = life.grants as unknown as readonly Bucket[]
  const open = segments.filter(segment => !segment.isSettled)
  const pendingOn = (nodeId: number) => open.reduce((sum, { charged }) => sum + (charged.get(nodeId) ?? 0), 0)
  const pending = life.nodeIds.reduce((sum, nodeId) => sum + pendingOn(nodeId), 0)
  const expiresAt = life.expiresAt as Instant | null
  const access = decideAccess({ usage: { pending }, grants, expiresAt, status, now })
  const gate = access.kind === 'open' ? 'open' : access.reason
  const turns = tellGate(world, life, segments, gate)
  const gateSince = turns.at(-1)?.at ?? life.createdAt
  const figures = { userId: life.id, ...figuresOf(grants, pending, now) }
  const decided = { status, gate, gateSince, turns, figures } as const
  const hasPort = holdsPort(world, life)
  if (!hasPort) return { ...decided, hasPort, assignments: [] }

  const period = periodAround(now, grants, cycleOf(life, now) as { from: Instant; until: Instant })
  const before = life.nodeIds.map((nodeId): AssignmentRow & { readonly reading: number } => {
    const read = book.read(nodeId, life.port)
    return {
      ...{ nodeId, port: life.port, userId: life.id, createdAt: firstUse(life), releasedAt: null },
      ...{
        releaseRevision: null,
        closeAt: 0,
        heldCloseAt: 0,
        closeRevision: 1 + (life.id % 400),
        closeAfter: null,
      },
      ...{ share: 0, closedAt: access.kind === 'open' ? null : gateSince, serve: true },
      settledCharged: read.charged - pendingOn(nodeId),
      ...{ periodFrom: period.from, periodUntil: period.until, reading: read.upload + read.download },
    }
  })
  const plan = planGate(
    { holder: { status, expiresAt }, grants, pending, assignments: before },
    gateNodes,
    now,
  )
  const assignments = plan.ports.map(({ after: { reading: _, ...row } }) => ({
    ...row,
    heldCloseAt: row.closeAt,
  }))
  return { ...decided, hasPort, assignments }
}

const firstUse = (life: Life): number => Math.min(...life.grants.map(grant => grant.validFrom))

function figuresOf(grants: readonly Bucket[], pending: number, now: Instant): Omit<UserFigureRow, 'userId'> {
  const balance = balanceOf(grants, pending, now)
  const { used, granted, left: leftBytes } = balance
  return { used, granted, leftBytes, leftPermille: leftPermille(balance), computedAt: now }
}
