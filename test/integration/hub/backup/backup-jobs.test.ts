import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { backupJobs } from '../../../../hub/app/backup-jobs.ts'
import { backupHandlers } from '../../../../hub/backup/backup-routes.ts'
import { newBackup } from '../../../../hub/backup/queue-backup.ts'
import { loadConfig } from '../../../../hub/config/load-config.ts'
import { backupEntity } from '../../../../hub/db/entities/backups.ts'
import { createVault } from '../../../../hub/secrets/vault.ts'
import { manualClock } from '../../../fakes/manual-clock.ts'
import { forEachEngine, type TestEngine } from '../../../harness/engines.ts'
import { openTestDatabase } from '../../../harness/open-test-database.ts'
import { tempFolder } from '../../../harness/temp-folder.ts'

const actor = { kind: 'operator', id: 1, name: 'Li', role: 'owner' } as const
const hours = 3_600_000

async function openWorld(engine: TestEngine, settings: Record<string, string> = {}) {
  const folder = tempFolder('backup-jobs')
  const test = await openTestDatabase(engine)
  const clock = manualClock()
  const config = loadConfig({ SLUICE_DATA: folder.path, ...settings })
  const jobs = backupJobs({ config, clock, vault: createVault(randomBytes(32)) })
  const handlers = backupHandlers({ database: test.database, clock })
  const caller = { actor } as Parameters<(typeof handlers)['backup.run']>[1]
  return {
    clock,
    folder: folder.path,
    directory: config.backupDirectory,
    run: () => jobs['backup.run'](test.database),
    check: () => jobs['backup.check'](test.database),
    ask: () => handlers['backup.run']({ params: {}, query: {}, body: {} }, caller),
    askForCheck: (backupId: number) =>
      handlers['backup.check']({ params: { backupId }, query: {}, body: {} }, caller),
    async list() {
      const page = await handlers['backup.list']({ params: {}, query: { limit: 50 }, body: {} }, caller)
      return page.ok ? page.value.items : []
    },
    /** As a database that was restored to a time before them. */
    forget: () => test.database.source.query('DELETE FROM backups'),
    /** As a process that is killed while it makes one leaves it. */
    beginOne: () =>
      test.database.inTransaction(tx =>
        tx.manager.insert(backupEntity, newBackup('running', 'sluice-x', clock.now())),
      ),
    async openAlerts() {
      const rows = await test.database.source.query(
        'SELECT kind FROM alerts WHERE closedAt IS NULL ORDER BY kind',
      )
      return (rows as { kind: string }[]).map(row => row.kind)
    },
    async [Symbol.asyncDispose]() {
      await test[Symbol.asyncDispose]()
      folder[Symbol.dispose]()
    },
  }
}

forEachEngine('the backup jobs', engine => {
  it('make a backup, prove it, and keep a record that says so', async () => {
    await using world = await openWorld(engine)
    await world.run()
    expect(await world.list()).toMatchObject([{ state: 'done', check: 'waiting', problem: '' }])
    expect(await world.check()).toBe('1 backups proved good, 0 bad')
    const [made] = await world.list()
    expect(made).toMatchObject({
      state: 'done',
      check: 'good',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(readdirSync(world.directory)).toEqual([made?.file])
    expect(await world.openAlerts()).toEqual([])
    expect(await world.check()).toBe('0 backups proved good, 0 bad')
  })

  it('raise an alert for a backup that was damaged, until a good one is there', async () => {
    await using world = await openWorld(engine)
    await world.run()
    await world.check()
    const [made] = await world.list()
    const path = join(world.directory, made?.file ?? '')
    const bytes = readFileSync(path)
    bytes[bytes.length - 40] = (bytes[bytes.length - 40] ?? 0) ^ 1
    writeFileSync(path, bytes)
    expect(await world.askForCheck(made?.id ?? 0)).toMatchObject({ ok: true })
    expect(await world.check()).toBe('0 backups proved good, 1 bad')
    expect(await world.list()).toMatchObject([{ check: 'bad', problem: expect.stringContaining('damaged') }])
    expect(await world.openAlerts()).toEqual(['backup.bad'])
    world.clock.advance(24 * hours)
    await world.run()
    await world.check()
    expect(await world.openAlerts()).toEqual([])
    expect(await world.askForCheck(999)).toMatchObject({ ok: false, code: 'backup_not_found' })
  })

  it('raise an alert when none can be made, and when the last good one is two days old', async () => {
    await using world = await openWorld(engine)
    await world.run()
    await world.check()
    world.clock.advance(49 * hours)
    await world.check()
    expect(await world.openAlerts()).toEqual(['backup.old'])
    await using blocked = await openWorld(engine, {
      SLUICE_BACKUP_DIRECTORY: join(world.folder, 'a-file', 'in'),
    })
    writeFileSync(join(world.folder, 'a-file'), '')
    await expect(blocked.run()).rejects.toThrow()
    expect(await blocked.openAlerts()).toEqual(['backup.failed'])
    expect(await blocked.list()).toMatchObject([{ state: 'failed', check: 'none' }])
    await world.run()
    await world.check()
    expect(await world.openAlerts()).toEqual([])
  })

  it('take up what an operator asked for, even where the daily one is turned off', async () => {
    await using world = await openWorld(engine, { SLUICE_BACKUP_DAILY: 'false' })
    expect(await world.run()).toBe('daily backups are turned off')
    const asked = await world.ask()
    expect(asked).toMatchObject({ ok: true })
    expect(await world.ask()).toMatchObject({ ok: false, code: 'already_running' })
    await world.run()
    const backupId = asked.ok ? asked.value.backupId : 0
    expect(await world.list()).toMatchObject([{ id: backupId, state: 'done' }])
  })

  it('remove what is no longer kept and what a crash left, and leave other files alone', async () => {
    await using world = await openWorld(engine)
    mkdirSync(world.directory)
    writeFileSync(join(world.directory, 'notes.txt'), '')
    for (let day = 0; day < 10; day += 1) {
      await world.run()
      world.clock.advance(24 * hours)
    }
    const files = readdirSync(world.directory)
    expect(files).toContain('notes.txt')
    const done = (await world.list()).filter(one => one.state === 'done').map(one => one.file)
    expect(done.sort()).toEqual(files.filter(name => name !== 'notes.txt').sort())
    expect(done.length).toBeLessThan(10)
    expect(done.length).toBeGreaterThanOrEqual(7)
  })

  it('take up what lies in the directory and a restored database does not know, but nothing of another hub', async () => {
    await using world = await openWorld(engine)
    await world.run()
    await world.check()
    const [made] = await world.list()
    await world.forget()
    await using other = await openWorld(engine)
    await other.run()
    const [theirs = ''] = readdirSync(other.directory)
    const renamed = theirs.replace('-000.backup', '-001.backup')
    writeFileSync(join(world.directory, renamed), readFileSync(join(other.directory, theirs)))
    expect(await world.list()).toEqual([])
    expect(await world.check()).toBe('1 backups proved good, 0 bad')
    expect(await world.list()).toMatchObject([
      { file: made?.file, state: 'done', check: 'good', rowsTotal: made?.rowsTotal, bytes: made?.bytes },
    ])
    expect(await world.openAlerts()).toEqual([])
    world.clock.advance(24 * hours)
    await world.run()
    expect(readdirSync(world.directory)).toContain(renamed)
  })

  it('let another one be asked for when one was interrupted', async () => {
    await using world = await openWorld(engine)
    await world.beginOne()
    expect(await world.ask()).toMatchObject({ ok: false, code: 'already_running' })
    world.clock.advance(11 * 60_000)
    expect(await world.ask()).toMatchObject({ ok: true })
    await world.run()
    expect((await world.list()).map(one => one.state)).toContain('done')
  })
})
