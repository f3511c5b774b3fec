import type { LedgerStore } from './ledger-port.ts'

interface Statement {
  run(...values: readonly number[]): unknown
}
interface Connection {
  prepare(sql: string): Statement
}

function isConnection(value: unknown): value is Connection {
  return (
    typeof value === 'object' && value !== null && 'prepare' in value && typeof value.prepare === 'function'
  )
}

const addHour = `INSERT INTO ledger_hours (nodeId, slot, userId, upload, download, charged) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (nodeId, slot, userId) DO UPDATE SET
    upload = upload + excluded.upload, download = download + excluded.download, charged = charged + excluded.charged`

/** One prepared statement run row by row in the process: nothing is faster on SQLite, and no text is built. */
export const sqliteLedger: LedgerStore = {
  async addHours(tx, nodeId, deltas) {
    // The transaction's own connection: TypeORM would answer each row with a promise.
    const connection: unknown = await tx.runner.connect()
    if (!isConnection(connection)) throw new Error('the SQLite driver has no prepare')
    const statement = connection.prepare(addHour)
    for (const { slot, userId, upload, download, charged } of deltas) {
      statement.run(nodeId, slot, userId, upload, download, charged)
    }
  },
}
