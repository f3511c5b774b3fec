import type { Tx } from '../db/transaction.ts'
import { mariadbLedger } from './ledger-mariadb.ts'
import type { HourDelta, LedgerStore } from './ledger-port.ts'
import { sqliteLedger } from './ledger-sqlite.ts'

/** The ledger as this engine writes it fastest. */
export function ledgerOf(tx: Tx): LedgerStore {
  return tx.engine === 'sqlite' ? sqliteLedger : mariadbLedger
}

/** Brings deltas into the order of the key and adds up those of one row. */
export function inKeyOrder(deltas: readonly HourDelta[]): readonly HourDelta[] {
  // Numbers of ports and of users grow alike: most collections are in order already.
  if (ascends(deltas)) return deltas
  const sorted = [...deltas].sort((a, b) => a.slot - b.slot || a.userId - b.userId)
  const merged: HourDelta[] = []
  for (const delta of sorted) {
    const last = merged.at(-1)
    if (last && last.slot === delta.slot && last.userId === delta.userId) {
      merged[merged.length - 1] = {
        slot: last.slot,
        userId: last.userId,
        upload: last.upload + delta.upload,
        download: last.download + delta.download,
        charged: last.charged + delta.charged,
      }
    } else merged.push(delta)
  }
  return merged
}

function ascends(deltas: readonly HourDelta[]): boolean {
  let slot = -1
  let userId = 0
  for (const delta of deltas) {
    if (delta.slot < slot || (delta.slot === slot && delta.userId <= userId)) return false
    slot = delta.slot
    userId = delta.userId
  }
  return true
}
