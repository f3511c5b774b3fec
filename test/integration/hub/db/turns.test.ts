import { expect, it } from 'vitest'
import { verifyAudit } from '../../../../hub/audit/verify-audit.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { openSeeded } from '../../../harness/open-seeded.ts'

forEachEngine('long work in one transaction', engine => {
  it('lets everything else in the process have its turn between statements', async () => {
    await using hub = await openSeeded(engine)
    const turnMs = 20
    let turns = 0
    let isOver = false
    const take = () => {
      turns += 1
      if (!isOver) setImmediate(take)
    }
    await hub.deps.database.inTransaction(async tx => {
      setImmediate(take)
      const begun = performance.now()
      while (performance.now() - begun < 5 * turnMs) await tx.query('SELECT COUNT(*) AS n FROM users')
    })
    expect(turns).toBeGreaterThan(1)
    turns = 0
    const begun = performance.now()
    while (performance.now() - begun < 5 * turnMs) {
      expect(await hub.deps.database.inTransaction(tx => verifyAudit(tx))).toMatchObject({ ok: true })
    }
    expect(turns).toBeGreaterThan(1)
    isOver = true
  })
})
