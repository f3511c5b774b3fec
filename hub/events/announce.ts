import type { Instant } from '../contract/primitives.ts'
import { eventEntity } from '../db/entities/system.ts'
import { insertRow } from '../db/single-row.ts'
import type { Tx } from '../db/transaction.ts'

/** Something that consoles want to know at once; it points at what changed and carries no secret. */
export interface Announcement {
  readonly at: Instant
  /** `noun.happened`, at most 48 characters. */
  readonly kind: string
  /** Ids and small facts, e.g. `{ userId: 12 }`. */
  readonly subject: Readonly<Record<string, unknown>>
}

/** Stores an event in the transaction of what it tells of; every hub's listeners see it within about a second. */
export async function announce(tx: Tx, event: Announcement): Promise<void> {
  await insertRow(tx, eventEntity, {
    at: event.at,
    kind: event.kind.slice(0, 48),
    subject: event.subject,
  })
}
