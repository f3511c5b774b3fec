import { expect, it } from 'vitest'
import { settingEntity } from '../../../../hub/db/entities/system.ts'
import { userEntity } from '../../../../hub/db/entities/users.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { openTestDatabase } from '../../../harness/open-test-database.ts'
import { fillTables } from '../../../harness/schema-fixture.ts'

forEachEngine('the schema', engine => {
  it('is what the entities describe, after all migrations from empty', async () => {
    await using test = await openTestDatabase(engine)
    const difference = await test.database.source.driver.createSchemaBuilder().log()
    expect(difference.upQueries.map(query => query.query)).toEqual([])
  })

  it('refuses what passes a limit, whichever statement asks for it', async () => {
    await using test = await openTestDatabase(engine)
    const { database } = test
    await fillTables(database.source)
    const run = (sql: string) => database.inTransaction(tx => tx.query(sql))
    for (const beyond of [
      'UPDATE plans SET stock = -1',
      'UPDATE codes SET used = mostUses + 1',
      'UPDATE codes SET used = -1',
      'UPDATE invite_codes SET used = mostUses + 1',
      'UPDATE payments SET amount = refunded - 1',
      'UPDATE payments SET refunded = -1',
      'UPDATE orders SET received = refunded - 1',
      'UPDATE orders SET refunded = -1',
    ]) {
      await expect(run(beyond), beyond).rejects.toThrow(/constraint/i)
    }
  })

  it('gives back 64-bit integers exactly, and refuses what is not safe', async () => {
    await using test = await openTestDatabase(engine)
    const { database } = test
    await database.inTransaction(tx =>
      tx.manager.insert(settingEntity, { name: 'big', value: {}, updatedAt: Number.MAX_SAFE_INTEGER }),
    )
    const row = await database.inTransaction(tx => tx.manager.findOneBy(settingEntity, { name: 'big' }))
    expect(row?.updatedAt).toBe(9_007_199_254_740_991)
    const unsafe = database.inTransaction(tx =>
      tx.manager.insert(settingEntity, { name: 'bigger', value: {}, updatedAt: 2 ** 53 }),
    )
    await expect(unsafe).rejects.toThrow(/safe integer/)
  })

  it('tells names apart by case and keeps every character', async () => {
    await using test = await openTestDatabase(engine)
    const { database } = test
    await database.inTransaction(async tx => {
      for (const name of ['A', 'a', "'; DROP TABLE users; --", '李雷 🚰']) {
        await tx.manager.insert(settingEntity, { name, value: { name }, updatedAt: 1 })
      }
    })
    const rows = await database.inTransaction(tx => tx.manager.find(settingEntity))
    expect(rows.map(row => row.name).sort()).toEqual(["'; DROP TABLE users; --", 'A', 'a', '李雷 🚰'].sort())
    expect(await database.inTransaction(tx => tx.manager.count(userEntity))).toBe(0)
  })

  it('rolls the whole transaction back when its work fails', async () => {
    await using test = await openTestDatabase(engine)
    const { database } = test
    const failing = database.inTransaction(async tx => {
      await tx.manager.insert(settingEntity, { name: 'half', value: 1, updatedAt: 1 })
      throw new Error('the second half failed')
    })
    await expect(failing).rejects.toThrow('the second half failed')
    expect(await database.inTransaction(tx => tx.manager.count(settingEntity))).toBe(0)
  })

  it('counts in parallel without losing an addition', async () => {
    await using test = await openTestDatabase(engine)
    const { database } = test
    const other = await test.another()
    await database.inTransaction(tx =>
      tx.manager.insert(settingEntity, { name: 'sum', value: {}, updatedAt: 0 }),
    )
    await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        (index % 2 ? database : other).inTransaction(async tx => {
          const rows = (await tx.query(
            `SELECT updatedAt FROM settings WHERE name = 'sum'${tx.forUpdate}`,
          )) as { updatedAt: number | string }[]
          await tx.query("UPDATE settings SET updatedAt = ? WHERE name = 'sum'", [
            Number(rows[0]?.updatedAt) + 1,
          ])
        }),
      ),
    )
    const row = await database.inTransaction(tx => tx.manager.findOneBy(settingEntity, { name: 'sum' }))
    expect(row?.updatedAt).toBe(50)
  })
})
