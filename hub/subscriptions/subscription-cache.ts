import { inBatches, integerIn, marks, textIn } from '../db/raw-row.ts'
import { type Database, rowsOf, type Tx } from '../db/transaction.ts'
import type { Clock } from '../kernel/clock.ts'
import type { SubscriptionFormat } from './choose-format-rule.ts'
import { type LoadDeps, type LoadedSubscription, loadSubscriptions } from './load-subscriptions.ts'
import { readCommonMark, readUserMarks } from './subscription-marks.ts'

export interface CacheDeps extends LoadDeps {
  readonly database: Database
  readonly clock: Clock
}

/** An answer as it goes out. */
export interface SubscriptionAnswer {
  readonly body: Buffer
  /** Strong, quotes included. */
  readonly etag: string
  readonly headers: Readonly<Record<string, string>>
}

/** A subscription that is kept, with a place for the answers made of it. */
export interface KeptSubscription extends LoadedSubscription {
  readonly answers: Map<SubscriptionFormat, SubscriptionAnswer>
}

export interface SubscriptionCache {
  /** The subscription behind the hash of a token; null: there is none. At most 8 s behind, its usage at most 55 s. */
  find(tokenHash: string): Promise<KeptSubscription | null>
  /** Whether it is kept already: such a look costs nothing. */
  has(tokenHash: string): boolean
  /** After a change that must be seen at once on this hub. */
  forget(userId: number): void
}

interface Entry extends KeptSubscription {
  readonly mark: string
  /** Everything that answers show. */
  readonly text: string
  readonly loadedAt: number
  usedAt: number
}

/** From the first age on it is looked again beside the answer, from the second on before it. */
const checkMs = { beside: 2_000, before: 7_000 }
const usageMs = { beside: 30_000, before: 55_000 }
const keptUnusedMs = 600_000
const mostEntries = 50_000
const usersPerLoad = 200
const usersPerCheck = 500

/**
 * Keeps what clients ask for. What a subscription depends on is compared with the database every few seconds while
 * somebody asks, for all that is kept at once; a difference drops it. Loads that come together share a transaction.
 */
export function createSubscriptionCache(deps: CacheDeps): SubscriptionCache {
  const { database, clock } = deps
  const byHash = new Map<string, Entry>()
  const byUser = new Map<number, Entry>()
  let commonMark = ''
  let checkedAt = clock.now() as number
  let checking: Promise<void> | null = null
  /** Grows with every `forget`: what was read before is not kept. */
  let generation = 0

  function drop(entry: Entry): void {
    if (byHash.get(entry.tokenHash) === entry) byHash.delete(entry.tokenHash)
    if (byUser.get(entry.userId) === entry) byUser.delete(entry.userId)
  }

  function keep(entry: Entry): void {
    const before = byUser.get(entry.userId)
    if (before !== undefined) drop(before)
    byUser.set(entry.userId, entry)
    byHash.set(entry.tokenHash, entry)
    const [oldest] = byUser.size > mostEntries ? byUser.values() : []
    if (oldest !== undefined) drop(oldest)
  }

  async function check(): Promise<void> {
    const at = clock.now()
    for (const entry of byUser.values()) if (at - entry.usedAt > keptUnusedMs) drop(entry)
    const common = await database.inTransaction(readCommonMark)
    if (common !== commonMark) {
      commonMark = common
      for (const entry of byUser.values()) drop(entry)
      generation += 1
    }
    for (const batch of inBatches([...byUser.values()], usersPerCheck)) {
      const found = await database.inTransaction(tx =>
        readUserMarks(
          tx,
          batch.map(({ userId }) => userId),
        ),
      )
      for (const entry of batch) if (found.get(entry.userId) !== entry.mark) drop(entry)
    }
    checkedAt = at
  }

  function checkOnce(): Promise<void> {
    checking ??= check().finally(() => {
      checking = null
    })
    return checking
  }

  const load = batched(usersPerLoad, async (hashes: readonly string[]) => {
    const begun = generation
    const at = clock.now()
    const read = await database.inTransaction(async tx => {
      const userIds = await usersOf(tx, hashes)
      const userMarks = await readUserMarks(tx, userIds)
      return { userMarks, loaded: await loadSubscriptions(tx, deps, userIds, at) }
    })
    const made = new Map<string, Entry>()
    for (const one of read.loaded) {
      const before = byUser.get(one.userId)
      const text = JSON.stringify(one.subscription)
      const same = before?.text === text && before.tokenHash === one.tokenHash
      const answers = same ? before.answers : new Map<SubscriptionFormat, SubscriptionAnswer>()
      const mark = read.userMarks.get(one.userId) ?? ''
      const entry: Entry = { ...one, answers, mark, text, loadedAt: at, usedAt: at }
      if (begun === generation) keep(entry)
      made.set(one.tokenHash, entry)
    }
    return hashes.map(hash => made.get(hash) ?? null)
  })

  /** A load whose failure the next request that must wait for one will meet. */
  const loadBeside = (hash: string) => void load(hash).catch(() => undefined)

  return {
    has: tokenHash => byHash.has(tokenHash),
    forget(userId) {
      generation += 1
      const entry = byUser.get(userId)
      if (entry !== undefined) drop(entry)
    },
    async find(tokenHash) {
      const now = clock.now()
      const unchecked = ageAt(now, checkedAt)
      if (unchecked >= checkMs.before && byUser.size > 0) await checkOnce()
      else if (unchecked >= checkMs.beside && checking === null) void checkOnce().catch(() => undefined)
      const entry = byHash.get(tokenHash)
      if (entry === undefined) return load(tokenHash)
      const age = ageAt(now, entry.loadedAt)
      if (age >= usageMs.before) return load(tokenHash)
      if (age >= usageMs.beside) loadBeside(tokenHash)
      entry.usedAt = now
      return entry
    },
  }
}

/** A clock that was set back makes everything old. */
const ageAt = (now: number, since: number) => (now < since ? Number.POSITIVE_INFINITY : now - since)

async function usersOf(tx: Tx, hashes: readonly string[]): Promise<number[]> {
  const rows = rowsOf(
    await tx.query(
      `SELECT userId, tokenHash FROM subscription_links WHERE tokenHash IN (${marks(hashes.length)})`,
      hashes,
    ),
  )
  // A collation might find what only resembles the hash.
  return rows.filter(row => hashes.includes(textIn(row, 'tokenHash'))).map(row => integerIn(row, 'userId'))
}

/** Gathers keys while `work` is busy and hands it up to `most` at once; equal keys asked for together are one. */
function batched<V>(
  most: number,
  work: (keys: readonly string[]) => Promise<readonly V[]>,
): (key: string) => Promise<V> {
  const waiting = new Map<string, PromiseWithResolvers<V>>()
  let running = false
  async function run(): Promise<void> {
    running = true
    while (waiting.size > 0) {
      const batch = [...waiting].slice(0, most)
      for (const [key] of batch) waiting.delete(key)
      try {
        const values = await work(batch.map(([key]) => key))
        for (const [i, [, { resolve }]] of batch.entries()) resolve(values[i] as V)
      } catch (error) {
        for (const [, { reject }] of batch) reject(error)
      }
    }
    running = false
  }
  return key => {
    const promised = waiting.get(key) ?? Promise.withResolvers<V>()
    waiting.set(key, promised)
    // Not before what else came in this moment.
    if (!running) {
      running = true
      setImmediate(() => void run())
    }
    return promised.promise
  }
}
