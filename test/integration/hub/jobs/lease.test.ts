import { describe, expect, it } from 'vitest'
import { settingEntity } from '../../../../hub/db/entities/system.ts'
import {
  acquireLease,
  assertLease,
  fencedDatabase,
  LeaseLost,
  releaseLease,
  renewLease,
} from '../../../../hub/jobs/lease.ts'
import { createNodeShards } from '../../../../hub/jobs/node-shards.ts'
import { systemClock } from '../../../../hub/kernel/clock.ts'
import { forEachEngine, mariadb } from '../../../harness/engines.ts'
import { hasMariadb } from '../../../harness/mariadb.ts'
import { openTestDatabase } from '../../../harness/open-test-database.ts'
import { eventually } from '../../../harness/processes.ts'

const rest = async () => undefined
const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

forEachEngine('a lease', engine => {
  it('has one holder, though twenty ask at once', async () => {
    await using test = await openTestDatabase(engine)
    const other = await test.another()
    const claims = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        acquireLease(index % 2 === 0 ? test.database : other, {
          name: 'jobs',
          holder: `hub-${index}`,
          ttlMs: 60_000,
        }),
      ),
    )
    expect(claims.filter(claim => claim !== null)).toHaveLength(1)
  })

  it('passes on when it runs out, with a greater token, and refuses the writes of the holder before', async () => {
    await using test = await openTestDatabase(engine)
    const other = await test.another()
    const first = await acquireLease(test.database, { name: 'node:1', holder: 'a', ttlMs: 150 })
    if (first === null) throw new Error('a free lease was not given')
    expect(await acquireLease(other, { name: 'node:1', holder: 'b', ttlMs: 60_000 })).toBeNull()
    await pause(250)
    const second = await acquireLease(other, { name: 'node:1', holder: 'b', ttlMs: 60_000 })
    expect(second?.token).toBe(first.token + 1)

    const write = fencedDatabase(test.database, first).inTransaction(tx =>
      tx.manager.insert(settingEntity, { name: 'written', value: true, updatedAt: 0 }),
    )
    await expect(write).rejects.toBeInstanceOf(LeaseLost)
    expect(await other.inTransaction(tx => tx.manager.count(settingEntity))).toBe(0)
    expect(await renewLease(test.database, first, 60_000)).toBe(false)
  })

  it('that ran out is lost even where nobody took it', async () => {
    await using test = await openTestDatabase(engine)
    const claim = await acquireLease(test.database, { name: 'jobs', holder: 'a', ttlMs: 50 })
    if (claim === null) throw new Error('a free lease was not given')
    await pause(150)
    expect(await renewLease(test.database, claim, 60_000)).toBe(false)
    await expect(test.database.inTransaction(tx => assertLease(tx, claim))).rejects.toBeInstanceOf(LeaseLost)
  })

  it('is free at once when it is given up', async () => {
    await using test = await openTestDatabase(engine)
    const claim = await acquireLease(test.database, { name: 'jobs', holder: 'a', ttlMs: 60_000 })
    if (claim === null) throw new Error('a free lease was not given')
    await releaseLease(test.database, claim)
    expect(await acquireLease(test.database, { name: 'jobs', holder: 'b', ttlMs: 60_000 })).not.toBeNull()
  })
})

describe.skipIf(!hasMariadb)('a holder that stands still within a transaction on MariaDB', () => {
  it('keeps nobody waiting who comes for its lease, and gives it up when the server ends its transaction', async () => {
    await using test = await openTestDatabase(mariadb)
    const other = await test.another()
    const claim = await acquireLease(test.database, { name: 'node:1', holder: 'a', ttlMs: 3_000 })
    if (claim === null) throw new Error('a free lease was not given')
    const asleep = Promise.withResolvers<void>()
    const awake = Promise.withResolvers<void>()
    const standing = fencedDatabase(test.database, claim)
      .inTransaction(async tx => {
        await tx.manager.insert(settingEntity, { name: 'written', value: true, updatedAt: 0 })
        asleep.resolve()
        await awake.promise
      })
      .then(
        () => 'written',
        () => 'refused',
      )
    await asleep.promise
    await pause(3_000)
    const wanted = { name: 'node:1', holder: 'b', ttlMs: 60_000 }
    const askedAt = performance.now()
    expect(await acquireLease(other, wanted)).toBeNull()
    // The server would keep one that waits for 50 seconds.
    expect(performance.now() - askedAt).toBeLessThan(5_000)
    const taken = await eventually('the lease', async () => (await acquireLease(other, wanted)) ?? undefined)
    expect(taken.token).toBe(claim.token + 1)
    awake.resolve()
    expect(await standing).toBe('refused')
    expect(await other.inTransaction(tx => tx.manager.count(settingEntity))).toBe(0)
  })
})

forEachEngine('nodes shared by two hubs', engine => {
  const nodeIds = [1, 2, 3, 4, 5, 6, 7]

  it('belong to exactly one each, evenly, and move when one hub goes silent', async () => {
    await using test = await openTestDatabase(engine)
    const other = await test.another()
    const ttlMs = 1_200
    const a = createNodeShards(test.database, { holder: 'a', ttlMs, clock: systemClock, rest })
    const b = createNodeShards(other, { holder: 'b', ttlMs, clock: systemClock, rest })
    await a.balance(nodeIds)
    expect([...a.claims().keys()]).toEqual(nodeIds)
    await b.balance(nodeIds)
    await a.balance(nodeIds)
    // What is given up is free once the work under it rests.
    await pause(200)
    await b.balance(nodeIds)
    expect([...a.claims().keys(), ...b.claims().keys()].sort()).toEqual(nodeIds)
    expect(Math.abs(a.claims().size - b.claims().size)).toBeLessThanOrEqual(1)

    // `a` says nothing more; its leases run out.
    for (let waited = 0; waited < 8 && b.claims().size < nodeIds.length; waited += 1) {
      await pause(ttlMs / 4)
      await b.balance(nodeIds)
    }
    expect([...b.claims().keys()].sort()).toEqual(nodeIds)
  })

  it('stay taken until the visit under way has ended, without holding up the others', async () => {
    await using test = await openTestDatabase(engine)
    const other = await test.another()
    const ttlMs = 2_000
    const visit = Promise.withResolvers<void>()
    const resting: number[] = []
    const a = createNodeShards(test.database, {
      holder: 'a',
      ttlMs,
      clock: systemClock,
      rest: nodeId => {
        resting.push(nodeId)
        return visit.promise
      },
    })
    const b = createNodeShards(other, { holder: 'b', ttlMs, clock: systemClock, rest })
    await a.balance(nodeIds)
    for (let waited = 0; waited < 8; waited += 1) {
      await b.balance(nodeIds)
      await a.balance(nodeIds)
      await pause(300)
    }
    expect(resting).toHaveLength(3)
    expect(a.claims().size).toBe(4)
    expect(b.claims().size).toBe(0)
    visit.resolve()
    await pause(200)
    await b.balance(nodeIds)
    expect([...b.claims().keys()].sort()).toEqual(resting.sort())
  })

  it('are freed where the answer of the database that gave them was lost', async () => {
    await using test = await openTestDatabase(engine)
    const ttlMs = 600
    const a = createNodeShards(test.database, { holder: 'a', ttlMs, clock: systemClock, rest })
    await acquireLease(test.database, { name: 'node:1', holder: 'a', ttlMs })
    await a.balance([1])
    await pause(ttlMs / 2)
    await a.balance([1])
    expect([...a.claims().keys()]).toEqual([1])
  })

  it('are free at once when a hub stops in order', async () => {
    await using test = await openTestDatabase(engine)
    const a = createNodeShards(test.database, { holder: 'a', ttlMs: 60_000, clock: systemClock, rest })
    await a.balance(nodeIds)
    await a.release()
    const b = createNodeShards(test.database, { holder: 'b', ttlMs: 60_000, clock: systemClock, rest })
    await b.balance(nodeIds)
    expect(b.claims().size).toBe(nodeIds.length)
  })
})
