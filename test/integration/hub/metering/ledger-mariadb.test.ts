import { expect, it } from 'vitest'
import type { Slot } from '../../../../hub/contract/primitives.ts'
import { ledgerOf } from '../../../../hub/metering/ledger-store.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { openTestDatabase } from '../../../harness/open-test-database.ts'

const deltas = (slot: number, from: number, until: number) =>
  Array.from({ length: until - from }, (_, index) => ({
    slot: slot as Slot,
    userId: from + index,
    upload: 1,
    download: 2 ** 40,
    charged: 2 ** 40 + 1,
  }))

forEachEngine('adding to the ledger', engine => {
  // Files run one after the other, so the server's own setting may be changed for a moment.
  it.each([
    ['loads', true],
    ['statements, where the server forbids loads', false],
  ])('adds by %s: few rows and many, new rows and rows that are there', async (_name, mayLoad) => {
    await using opened = await openTestDatabase(engine)
    const { database } = opened
    if (engine.name === 'mariadb' && !mayLoad) await database.source.query('SET GLOBAL local_infile = 0')
    try {
      const parts = [
        deltas(100, 1, 3_001),
        deltas(100, 1, 3_001),
        [...deltas(100, 2_000, 4_001), ...deltas(101, 1, 11)],
        deltas(100, 1, 11),
      ]
      for (const part of parts) await database.inTransaction(tx => ledgerOf(tx).addHours(tx, 7, part))
      const failed = database.inTransaction(async tx => {
        await ledgerOf(tx).addHours(tx, 7, deltas(100, 1, 3_001))
        throw new Error('lost')
      })
      await expect(failed).rejects.toThrow('lost')
      const rows = (await database.source.query(
        'SELECT slot, COUNT(*) AS n, SUM(upload) AS upload, SUM(charged) AS charged FROM ledger_hours GROUP BY slot ORDER BY slot',
      )) as Record<string, unknown>[]
      const added = 3_000 + 3_000 + 2_001 + 10
      expect(rows.map(row => [row['slot'], row['n'], row['upload'], row['charged']].map(Number))).toEqual([
        [100, 4_000, added, added * (2 ** 40 + 1)],
        [101, 10, 10, 10 * (2 ** 40 + 1)],
      ])
    } finally {
      if (engine.name === 'mariadb') await database.source.query('SET GLOBAL local_infile = 1')
    }
  })
})
