import { type CodeRow, codeBatchEntity, codeEntity, codeUseEntity } from '../../../hub/db/entities/codes.ts'
import { codeText } from '../../../hub/kernel/code-text-rule.ts'
import type { SeedOrder } from './life.ts'
import { dayMs } from './local-calendar.ts'
import type { RowSink } from './row-sink.ts'
import type { SeedWorld } from './seed-world.ts'
import { batches, type SeedBatch } from './shop-catalogue.ts'

/** Codes and their uses, while the orders are written that use them. */
export interface SeedCodes {
  /** The id of the use of the order's code; null where it has none, or was never paid. */
  use(order: SeedOrder): number | null
  /** Writes batches, and codes that nobody used yet. */
  finish(): void
}

export function createSeedCodes(world: SeedWorld, sink: RowSink): SeedCodes {
  const chance = world.chance('money', -1)
  const all: readonly SeedBatch[] = Object.values(batches)
  const codes: CodeRow[] = []
  const shared = new Map<number, CodeRow>()
  let uses = 0
  const make = (batch: SeedBatch): CodeRow => {
    const code = batch.text ?? codeText(chance.bytes(16))
    const mostUses = batch.text === null ? 1 : null
    const row = { id: codes.length + 1, batchId: batch.id, code, used: 0, mostUses, disabledAt: null }
    codes.push(row)
    return row
  }
  for (const batch of all) if (batch.text !== null) shared.set(batch.id, make(batch))
  return {
    use({ batch, fate, id: orderId, userId, createdAt, paidAt }) {
      if (batch === null || fate !== 'given') return null
      const code = shared.get(batch.id) ?? make(batch)
      code.used += 1
      uses += 1
      sink.add(codeUseEntity, {
        ...{ id: uses, codeId: code.id, batchId: batch.id, userId, orderId, state: 'committed' },
        userUse: batch.text === null ? null : `${batch.id}:${userId}:1`,
        activityUse: batch.activity === '' ? null : `${batch.activity}:${userId}`,
        ...{ at: createdAt, changedAt: paidAt ?? createdAt },
      })
      return uses
    },
    finish() {
      for (const batch of all) {
        const { id, name, effect, planIds, text, activity, isOver } = batch
        const createdAt = world.begin + id * dayMs
        sink.add(codeBatchEntity, {
          ...{ id, name, effect, planIds: [...planIds], activity, validFrom: createdAt, createdAt },
          ...{ validUntil: isOver ? world.now - 60 * dayMs : null, usesPerCode: text === null ? 1 : null },
          ...{ usesPerUser: text === null ? null : 1, firstOrderOnly: id === batches.fen.id, note: '' },
          ...{ createdBy: 'operator:2 Wang Min', disabledAt: isOver ? world.now - 50 * dayMs : null },
        })
        if (text === null) for (let i = 0; i < 40; i += 1) make(batch)
      }
      for (const row of codes) sink.add(codeEntity, row)
    },
  }
}
