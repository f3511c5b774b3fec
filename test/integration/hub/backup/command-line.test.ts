import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { backUp, restore } from '../../../../hub/cli/back-up.ts'
import { loadConfig } from '../../../../hub/config/load-config.ts'
import type { Secrets } from '../../../../hub/config/load-secrets.ts'
import { listAudit } from '../../../../hub/contract/admin/audit.ts'
import { createUser, listUsers } from '../../../../hub/contract/admin/users.ts'
import type { DatabaseConfig } from '../../../../hub/db/data-source.ts'
import { rowsOf } from '../../../../hub/db/transaction.ts'
import { forEachEngine } from '../../../harness/engines.ts'
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
})
