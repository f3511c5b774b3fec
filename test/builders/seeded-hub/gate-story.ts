import {
  type GateChangeRow,
  gateChangeEntity,
  gateConfirmationEntity,
} from '../../../hub/db/entities/gate-history.ts'
import type { Life } from './life.ts'
import { dayMs } from './local-calendar.ts'
import { seedNodes } from './node-catalogue.ts'
import { revisionOf, takenAt } from './node-facts.ts'
import type { Segment } from './pass-data.ts'
import type { RowSink } from './row-sink.ts'
import type { SeedWorld } from './seed-world.ts'

/** A gate that became another than it was. */
export type GateTurn = Omit<GateChangeRow, 'id' | 'userId'>

const storyMs = 180 * dayMs
/** Which nodes confirmed a change is told of the last month: it is most of the rows. */
const confirmedMs = 30 * dayMs

/** What a user’s gate did from his first plan until it became `gate`, as it stands in the end. */
export function tellGate(
  world: SeedWorld,
  life: Life,
  segments: readonly Segment[],
  gate: string,
): GateTurn[] {
  const turns: GateTurn[] = []
  let was = 'no_plan'
  const turn = (at: number, to: string, cause: string, nodeId: number | null = null) => {
    if (to === was) return
    turns.push({ at: Math.floor(at), gate: to, was, cause, nodeId })
    was = to
  }
  for (const [i, { from, until, usedUpAt }] of segments.entries()) {
    const before = segments[i - 1]
    if (before !== undefined && before.until < from - 1) turn(before.until, 'expired', 'due')
    turn(from, 'open', from === life.grants[0]?.validFrom ? 'order.fulfil' : 'due')
    if (usedUpAt !== null && usedUpAt < until) turn(usedUpAt, 'quota_used', 'usage', life.nodeIds[0] ?? null)
  }
  const { suspendedAt, deletedAt, expiresAt } = life
  if (gate === 'deleted' && expiresAt !== null && expiresAt < (deletedAt ?? 0))
    turn(expiresAt, 'expired', 'due')
  const last = turns.at(-1)?.at ?? life.createdAt
  const at =
    gate === 'deleted'
      ? deletedAt
      : gate === 'suspended'
        ? suspendedAt
        : gate === 'expired'
          ? expiresAt
          : null
  const causes: Readonly<Record<string, string>> = { deleted: 'user.delete', suspended: 'user.suspend' }
  turn(Math.min(world.now, Math.max(last, at ?? world.now - 60_000)), gate, causes[gate] ?? 'due')
  return turns
}

/** Gathers what gates did over all users, and writes the last half year of it in order of time. */
export function createGateStory(world: SeedWorld, sink: RowSink) {
  const told: { readonly life: Life; readonly turn: GateTurn }[] = []
  return {
    add(life: Life, turns: readonly GateTurn[]): void {
      for (const turn of turns) if (turn.at > world.now - storyMs) told.push({ life, turn })
    },
    async finish(): Promise<void> {
      told.sort((a, b) => a.turn.at - b.turn.at)
      let confirmations = 0
      for (const [i, { life, turn }] of told.entries()) {
        sink.add(gateChangeEntity, { id: i + 1, userId: life.id, ...turn })
        if (sink.isFull()) await sink.settle()
        if (turn.at < world.now - confirmedMs) continue
        for (const nodeId of life.nodeIds) {
          const node = seedNodes[nodeId - 1]
          if (node === undefined) continue
          confirmations += 1
          const confirmedAt = turn.at + 300 + ((life.id * 61 + nodeId) % 2_500)
          const isWaiting = confirmedAt > takenAt(nodeId, world.now)
          sink.add(gateConfirmationEntity, {
            ...{ id: confirmations, userId: life.id, changedAt: turn.at, nodeId },
            ...{ revision: isWaiting ? revisionOf(node) : 1 + (life.id % 390) },
            ...{ waitingOn: isWaiting ? nodeId : null, confirmedAt: isWaiting ? null : confirmedAt },
          })
        }
      }
    },
  }
}
