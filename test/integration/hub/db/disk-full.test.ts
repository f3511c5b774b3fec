import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { listAlerts } from '../../../../hub/contract/admin/alerts.ts'
import { listUsers } from '../../../../hub/contract/admin/user-lists.ts'
import { createUser } from '../../../../hub/contract/admin/users.ts'
import type { Instant } from '../../../../hub/contract/primitives.ts'
import { createDataSource } from '../../../../hub/db/data-source.ts'
import { migrate } from '../../../../hub/db/migrate.ts'
import { isStorageFull } from '../../../../hub/db/storage-full.ts'
import { openDatabase } from '../../../../hub/db/transaction.ts'
import { silentLogger } from '../../../../hub/kernel/logger.ts'
import { seedFleet } from '../../../builders/seed-fleet.ts'
import { countingIds, createFakeAgent } from '../../../fakes/fake-agent.ts'
import { collectingHub } from '../../../harness/collecting-hub.ts'
import { missingParts } from '../../../harness/missing-parts.ts'
import { eventually } from '../../../harness/processes.ts'
import { smallDisk } from '../../../harness/small-disk.ts'
import { startWholeHub } from '../../../harness/whole-hub.ts'

const missing = missingParts(['root', 'mount'])
const now = Date.UTC(2026, 2, 10, 4, 5) as Instant
const tester = { kind: 'command-line', name: 'test' } as const

describe.skipIf(missing !== '')(`a hub whose disk is full ${missing}`, () => {
  it('stores nothing of a collection, and all of it exactly once when there is room again', async () => {
    using disk = smallDisk('full-ledger')
    const source = createDataSource({ engine: 'sqlite', file: join(disk.path, 'hub.sqlite') })
    await source.initialize()
    await migrate(source)
    const database = openDatabase(source)
    try {
      const fleet = await seedFleet(database, { nodes: 1, users: 300, now })
      const hub = collectingHub(database)
      const agent = createFakeAgent({ ids: countingIds(1), now })
      agent.start()
      agent.configure(
        fleet.users.map(user => user.port),
        { epoch: 1, revision: 1 },
      )
      const pass = () => {
        for (const { port } of fleet.users) agent.pass(port, 10, 100)
      }
      const sums = async () =>
        (await hub.select('SELECT SUM(upload) AS upload, SUM(download) AS download FROM ledger_hours'))[0]
      pass()
      expect(await hub.collect(1, agent)).toMatchObject({ kind: 'counted', upload: 3_000 })
      disk.fill()
      // What little the journal has left takes some collections.
      let failure: unknown = null
      let passed = 1
      for (; failure === null && passed < 200; passed += 1) {
        pass()
        await hub.collect(1, agent).catch((error: unknown) => {
          failure = error
        })
      }
      expect(isStorageFull(failure)).toBe(true)
      expect(String(failure)).toMatch(/full/)
      expect(database.storage?.fullSince()).not.toBeNull()
      const before = await sums()
      expect(before).toEqual({ upload: (passed - 1) * 3_000, download: (passed - 1) * 30_000 })
      pass()
      await expect(hub.collect(1, agent)).rejects.toThrow(/full/)
      expect(await sums()).toEqual(before)
      disk.empty()
      await hub.collect(1, agent)
      expect(await sums()).toEqual({ upload: (passed + 1) * 3_000, download: (passed + 1) * 30_000 })
      expect(await hub.collect(1, agent)).toMatchObject({ kind: 'counted', ports: 0 })
    } finally {
      await database.close()
    }
  })

  it('goes on, says so where it is asked and in its log, and works again by itself', async () => {
    using disk = smallDisk('full-hub')
    const errors: string[] = []
    const logger = { ...silentLogger, error: (_facts: object, text: string) => errors.push(text) }
    await using whole = await startWholeHub(
      { engine: 'sqlite', file: '' },
      { settings: { SLUICE_DATA: disk.path, SLUICE_LEASE_SECONDS: '3' }, logger },
    )
    const ready = async () => {
      const answer = await fetch(`${whole.addresses.metrics}/readyz`)
      return { status: answer.status, text: await answer.text() }
    }
    const create = (n: number) =>
      whole.hub.call(
        createUser,
        { body: { name: `user ${n}`, email: `u${n}@example.org`, note: 'x'.repeat(1_000) } },
        tester,
      )
    expect((await ready()).status).toBe(200)
    disk.fill()
    let refused: Awaited<ReturnType<typeof create>> | null = null
    let made = 0
    while (refused === null && made < 3_000) {
      const outcome = await create(made)
      if (outcome.ok) made += 1
      else refused = outcome
    }
    expect(refused).toMatchObject({
      code: 'not_ready',
      facts: { reason: expect.stringContaining('no room') },
    })
    expect(await ready()).toMatchObject({ status: 503, text: expect.stringContaining('no room') })
    await eventually('the log to say so', () => errors.some(text => text.includes('make room')))
    const users = await whole.hub.call(listUsers, { query: { limit: 1 } }, tester)
    expect(users).toMatchObject({ ok: true })
    disk.empty()
    await eventually('the hub to be ready', async () => (await ready()).status === 200)
    expect(await create(made)).toMatchObject({ ok: true })
    const alerts = await whole.hub.call(listAlerts, { query: { state: 'all' } }, tester)
    expect(JSON.stringify(alerts)).toContain('database.full')
  })
})
