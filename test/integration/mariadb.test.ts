import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { createConnection } from 'mysql2/promise'
import { describe, expect, it } from 'vitest'
import { forEachEngine } from '../harness/engines.ts'
import { createDatabase, hasMariadb, startMariadb } from '../harness/mariadb.ts'

describe.skipIf(!hasMariadb)(`own MariaDB${hasMariadb ? '' : ' (skipped: mariadbd is missing)'}`, () => {
  it('keeps what was committed through kill -9, and leaves nothing behind', async () => {
    const server = await startMariadb()
    const first = server.pid()
    const database = await createDatabase(server.address, 'crash')
    const connect = () => createConnection({ ...server.address, database })
    const before = await connect()
    before.on('error', () => {})
    await before.query('CREATE TABLE t (n INT PRIMARY KEY)')
    await before.query('INSERT INTO t VALUES (1)')
    await server.kill9()
    await expect(before.query('SELECT 1')).rejects.toThrow()
    await server.restart()
    expect(server.pid()).not.toBe(first)
    const after = await connect()
    const [rows] = await after.query('SELECT n FROM t')
    expect(rows).toEqual([{ n: 1 }])
    await after.end()
    await server[Symbol.asyncDispose]()
    expect(existsSync(dirname(server.address.socketPath))).toBe(false)
  })
})

forEachEngine('an empty database', engine => {
  it('is a new one each time', async () => {
    await using one = await engine.createDatabase()
    await using two = await engine.createDatabase()
    expect(one.config).not.toEqual(two.config)
    expect(one.config.engine).toBe(engine.name)
  })
})
