import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { restoreBackup } from '../../../../hub/backup/restore-backup.ts'
import { backUp, restore } from '../../../../hub/cli/back-up.ts'
import { loadConfig } from '../../../../hub/config/load-config.ts'
import { databaseConfig, type Secrets } from '../../../../hub/config/load-secrets.ts'
import { listAudit } from '../../../../hub/contract/admin/audit.ts'
import { listUsers } from '../../../../hub/contract/admin/user-lists.ts'
import { createUser } from '../../../../hub/contract/admin/users.ts'
import type { DatabaseConfig } from '../../../../hub/db/data-source.ts'
import { rowsOf } from '../../../../hub/db/transaction.ts'
import { systemClock } from '../../../../hub/kernel/clock.ts'
import { createVault } from '../../../../hub/secrets/vault.ts'
import { forEachEngine, sqlite } from '../../../harness/engines.ts'
import { missingParts } from '../../../harness/missing-parts.ts'
import { tempFolder } from '../../../harness/temp-folder.ts'
import { databaseVariables, startWholeHub } from '../../../harness/whole-hub.ts'

const tester = { kind: 'command-line', name: 'test' } as const
const masterKey = randomBytes(32)
const user = (n: number) => ({ body: { name: `user ${n}`, email: `u${n}@example.org` } })

function machine(database: DatabaseConfig, folder: string, key = masterKey) {
  const config = loadConfig({ ...databaseVariables(database), SLUICE_DATA: folder })
  const databasePassword = database.engine === 'mariadb' ? database.password : ''
  const secrets: Secrets = { masterKey: key, databasePassword }
  return {
    place: databaseConfig(config.database, secrets),
    backUp: (...words: string[]) => backUp(config, secrets, words),
    restore: (...words: string[]) => restore(config, secrets, words),
  }
}

forEachEngine('sluice backup and sluice restore', engine => {
  it('go back to yesterday on a machine that holds the key, and refuse whatever could lose something', async () => {
    using folder = tempFolder('backup-cli')
    await using made = await engine.createDatabase()
    const settings = { SLUICE_DATA: folder.path, SLUICE_LEASE_SECONDS: '2' }
    const { backUp, restore } = machine(made.config, folder.path)
    const file = join(folder.path, 'kept.backup')
    {
      await using whole = await startWholeHub(made.config, { masterKey, settings })
      const { hub } = whole
      await hub.call(createUser, user(1), tester)
      expect(await backUp()).toMatchObject({
        ok: true,
        answer: { note: expect.stringContaining('no master key') },
      })
      expect(await backUp('--to', file)).toMatchObject({ ok: true, answer: { file } })
      expect(await backUp('--to', file)).toMatchObject({ ok: false, error: 'backup_not_written' })
      mkdirSync(join(folder.path, 'disk'))
      expect(await backUp('--to', join(folder.path, 'disk'))).toMatchObject({ ok: true })
      expect(readdirSync(join(folder.path, 'disk'))).toEqual([expect.stringMatching(/^sluice-.*\.backup$/)])
      await hub.call(createUser, user(2), tester)
      expect(await restore(file, '--replace')).toMatchObject({ ok: false, error: 'backup_running' })
    }
    const [inDirectory] = readdirSync(join(folder.path, 'backups'))
    expect(statSync(join(folder.path, 'backups', inDirectory ?? '')).mode & 0o777).toBe(0o600)
    expect(await restore(file)).toMatchObject({ ok: false, error: 'backup_not_empty' })
    const stranger = machine(made.config, folder.path, randomBytes(32))
    expect(await stranger.restore(file, '--replace')).toMatchObject({ ok: false, error: 'backup_wrong_key' })
    writeFileSync(join(folder.path, 'torn.backup'), Buffer.alloc(100))
    const torn = await restore(join(folder.path, 'torn.backup'), '--replace')
    expect(torn).toMatchObject({ ok: false, error: 'backup_not_a_backup' })
    const restored = await restore(file, '--replace')
    expect(restored).toMatchObject({ ok: true })
    const { keptAs } = (restored as { answer: { keptAs: string | null } }).answer
    expect(keptAs !== null && existsSync(keptAs)).toBe(engine.name === 'sqlite')
    await using whole = await startWholeHub(made.config, { masterKey, settings })
    const listed = await whole.hub.call(listUsers, { query: {} }, tester)
    expect(listed).toMatchObject({ ok: true, value: { items: [{ name: 'user 1' }] } })
    const audit = await whole.hub.call(listAudit, { query: { limit: 50 } }, tester)
    expect(JSON.stringify(audit)).toContain('backup.restore')
    await whole.hub.call(createUser, user(3), tester)
    const numbers = await whole.hub.database.inTransaction(tx => tx.query('SELECT id FROM users ORDER BY id'))
    const [one = 0, three = 0] = rowsOf(numbers).map(row => Number(row['id']))
    expect(three, 'the number of the user that was lost is not given again').toBeGreaterThan(one + 1_000)
  })

  it('leave no half of a database to start on where they are interrupted', async () => {
    using folder = tempFolder('backup-cli')
    await using made = await engine.createDatabase()
    const { place, backUp, restore } = machine(made.config, folder.path)
    const settings = { SLUICE_DATA: folder.path, SLUICE_LEASE_SECONDS: '60' }
    const start = () => startWholeHub(made.config, { masterKey, settings })
    const file = join(folder.path, 'kept.backup')
    {
      await using whole = await start()
      await whole.hub.call(createUser, user(1), tester)
      await backUp('--to', file)
      await whole.hub.call(createUser, user(2), tester)
    }
    for (const stopAt of ['alerts', 'users']) {
      const interrupted = restoreBackup({
        ...{ file, config: place, replace: true, actor: tester, clock: systemClock },
        secret: { vault: createVault(masterKey), passphrase: null },
        progress: ({ table }) => {
          if (table === stopAt) throw new Error('the power failed')
        },
      })
      await expect(interrupted).rejects.toThrow('the power failed')
      if (engine.name === 'mariadb') {
        await expect(start()).rejects.toThrow(/restore .* was interrupted/)
        await expect(backUp()).rejects.toThrow(/restore .* was interrupted/)
      } else {
        await using whole = await start()
        const listed = await whole.hub.call(listUsers, { query: {} }, tester)
        expect(listed).toMatchObject({ value: { items: [{ name: 'user 2' }, { name: 'user 1' }] } })
      }
    }
    expect(await restore(file, '--replace')).toMatchObject({ ok: true })
    await using whole = await start()
    const listed = await whole.hub.call(listUsers, { query: {} }, tester)
    expect(listed).toMatchObject({ value: { items: [{ name: 'user 1' }] } })
  })
})

const missing = missingParts(['root'])

describe.skipIf(missing !== '')(`sluice backup and sluice restore as root ${missing}`, () => {
  it('leave everything to the user whose directory it is', async () => {
    using folder = tempFolder('backup-root')
    const nobody = 65_534
    chownSync(folder.path, nobody, nobody)
    await using made = await sqlite.createDatabase()
    const file = join(folder.path, 'data', 'sluice.sqlite')
    mkdirSync(join(folder.path, 'data'))
    chownSync(join(folder.path, 'data'), nobody, nobody)
    const settings = { SLUICE_DATA: join(folder.path, 'data'), SLUICE_LEASE_SECONDS: '2' }
    const { backUp, restore } = machine(made.config, join(folder.path, 'data'))
    {
      await using _whole = await startWholeHub(made.config, { masterKey, settings })
    }
    expect(await backUp()).toMatchObject({ ok: true })
    const [name = ''] = readdirSync(join(folder.path, 'data', 'backups'))
    const backup = join(folder.path, 'data', 'backups', name)
    expect(await restore(backup, '--replace')).toMatchObject({ ok: true })
    const owners = [join(folder.path, 'data', 'backups'), backup, file].map(path => statSync(path).uid)
    expect(owners).toEqual([nobody, nobody, nobody])
  })
})
