import type { TimelineEntry } from '../../contract/admin/timeline.ts'
import type { Tx } from '../../db/transaction.ts'

/** What a reader may ask for alone. */
export type TimelineAbout = 'orders' | 'grants' | 'cycles' | 'gate' | 'operators' | 'mail'

/** One moment: `place` is that of its source, which tells apart what happened at once. */
export interface Moment {
  readonly at: number
  readonly place: number
  readonly id: number
}

export interface TimelineUser {
  readonly userId: number
  /** `order:<id>` of his latest orders, never empty. */
  readonly orderSubjects: readonly string[]
}

/** Reads moments of one source whole; by their ids. */
export type LoadEntries = (
  tx: Tx,
  userId: number,
  moments: readonly Moment[],
) => Promise<ReadonlyMap<number, TimelineEntry>>

/** Rows that each tell of one moment of a user. */
export interface TimelineSource {
  readonly about: TimelineAbout
  /** A SELECT of `at` and `id`; `:orders` stands for as many marks as there are parameters. */
  readonly rows: string
  readonly parameters: (user: TimelineUser) => readonly unknown[]
  readonly load: LoadEntries
}

type Having<Entry, Kind> = Entry extends { kind: infer Kinds } ? (Kind extends Kinds ? Entry : never) : never

/** The entry that a kind belongs to. */
export type EntryOf<Kind extends TimelineEntry['kind']> = Having<TimelineEntry, Kind>
