import { expect, it } from 'vitest'
import type { Instant } from '../../../../hub/contract/primitives.ts'
import { alertEntity } from '../../../../hub/db/entities/system.ts'
import { watchNodes } from '../../../../hub/jobs/watch-nodes.ts'
import { recordContact } from '../../../../hub/nodes/contact-store.ts'
import { seedFleet } from '../../../builders/seed-fleet.ts'
import { manualClock } from '../../../fakes/manual-clock.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { openTestDatabase } from '../../../harness/open-test-database.ts'

const now = Date.UTC(2026, 2, 10, 4) as Instant

forEachEngine('the watch over nodes', engine => {
  it('raises an alert while a clock is off by more than a minute, either way, and ends it', async () => {
    await using opened = await openTestDatabase(engine)
    const { database } = opened
    await seedFleet(database, { nodes: 2, users: 1, now })
    const clock = manualClock(now)
    const look = async (skewMs: number) => {
      await recordContact(database, 1, { ok: true, at: clock.now(), skewMs, rates: null })
      await recordContact(database, 2, { ok: true, at: clock.now(), skewMs: 59_000, rates: null })
      await watchNodes({ database, clock })
      const open = (await database.inTransaction(tx => tx.manager.find(alertEntity))).filter(a => a.openKey)
      return open.map(alert => `${alert.openKey}: ${alert.message}`)
    }
    expect(await look(0)).toEqual([])
    expect(await look(7_200_000)).toEqual([
      expect.stringMatching(/^node\.clock:node:1: .* 120 minutes ahead/),
    ])
    expect(await look(-86_400_000)).toEqual([
      expect.stringMatching(/^node\.clock:node:1: .* 1440 minutes behind/),
    ])
    expect(await look(100)).toEqual([])
  })
})
