import { preferenceLimits } from '../contract/admin/preferences.ts'
import type { Instant } from '../contract/primitives.ts'
import { upsertRows } from '../db/bulk-write.ts'
import { operatorPreferenceEntity } from '../db/entities/bulk.ts'
import type { Database } from '../db/transaction.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Clock } from '../kernel/clock.ts'
import { fail, type Outcome, succeed } from '../kernel/outcome.ts'

type Json = string | number | boolean | null | Json[] | { [name: string]: Json }

/** What the console keeps for an operator, by name. Fails with `forbidden` where no operator asks. */
export async function readPreferences(
  deps: { readonly database: Database },
  actor: Actor,
): Promise<Outcome<{ values: Record<string, Json> }>> {
  if (actor.kind !== 'operator') return fail('forbidden', { what: 'preferences are an operator’s' })
  const rows = await deps.database.inTransaction(tx =>
    tx.manager.findBy(operatorPreferenceEntity, { operatorId: actor.id }),
  )
  // Written by `writePreference` alone.
  return succeed({
    values: Object.fromEntries(rows.map(({ name, value }) => [name, JSON.parse(value) as Json])),
  })
}

/** Keeps a value, or forgets it with null. Fails with `bad_request` for too many or too long ones, or `forbidden`. */
export async function writePreference(
  deps: { readonly database: Database; readonly clock: Clock },
  { name, value }: { readonly name: string; readonly value: Json },
  actor: Actor,
): Promise<Outcome<Record<string, never>>> {
  if (actor.kind !== 'operator') return fail('forbidden', { what: 'preferences are an operator’s' })
  const text = JSON.stringify(value)
  const { longestValue, most } = preferenceLimits
  if (text.length > longestValue) return fail('bad_request', { name, longest: longestValue })
  const operatorId = actor.id
  const at: Instant = deps.clock.now()
  return deps.database.inTransaction(async tx => {
    if (value === null) {
      await tx.manager.delete(operatorPreferenceEntity, { operatorId, name })
      return succeed({})
    }
    const known = await tx.manager.findBy(operatorPreferenceEntity, { operatorId })
    if (known.length >= most && known.every(row => row.name !== name)) return fail('bad_request', { most })
    await upsertRows(tx, {
      table: 'operator_preferences',
      keys: ['operatorId', 'name'],
      columns: ['operatorId', 'name', 'value', 'updatedAt'],
      rows: [[operatorId, name, text, at]],
      set: ['value', 'updatedAt'],
    })
    return succeed({})
  })
}
