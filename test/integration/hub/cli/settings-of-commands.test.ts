import { chmodSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { startNode } from '../../../harness/processes.ts'
import { tempFolder } from '../../../harness/temp-folder.ts'

const hubMain = join(import.meta.dirname, '../../../../hub/main.ts')
const cliMain = join(import.meta.dirname, '../../../../hub/cli/main.ts')

it('a command that is told only the data directory works with the settings of the hub, and finds no secret there', async () => {
  using folder = tempFolder('commands')
  chmodSync(folder.path, 0o755)
  const env = {
    SLUICE_DATA: folder.path,
    ...{ SLUICE_ADMIN_PORT: '0', SLUICE_PUBLIC_PORT: '0', SLUICE_METRICS_PORT: '0' },
    SLUICE_PUBLIC_URL: 'https://shop.example.org',
    SLUICE_TIME_ZONE: 'Europe/Berlin',
    SLUICE_BACKUP_DIRECTORY: 'kept',
    SLUICE_MASTER_KEY: 'ab'.repeat(32),
  }
  await using hub = await startNode(hubMain, [], { env, cwd: folder.path })
  await hub.waitFor(/the hub is running/, 30_000)
  const call = async (words: readonly string[], more: Record<string, string> = {}) => {
    const given = { SLUICE_MASTER_KEY: env.SLUICE_MASTER_KEY, ...more }
    const command = await startNode(cliMain, words, { env: given, cwd: '/' })
    expect(await command.wait()).toBe(0)
    return command.output()
  }
  const read = ['setting', 'read', '--json', '--data', folder.path]
  const settings = await call(read)
  expect(JSON.parse(settings).hub).toMatchObject({
    timeZone: 'Europe/Berlin',
    publicUrl: 'https://shop.example.org',
  })
  const other = await call(read, { SLUICE_TIME_ZONE: 'Asia/Tokyo' })
  expect(JSON.parse(other).hub, 'what the command is given wins').toMatchObject({ timeZone: 'Asia/Tokyo' })
  const made = await call(['backup', '--json', '--data', folder.path])
  expect(JSON.parse(made).file).toContain(join(folder.path, 'kept'))

  const noted = join(folder.path, 'environment.json')
  expect(readFileSync(noted, 'utf8')).not.toContain(env.SLUICE_MASTER_KEY)
  for (const file of [
    noted,
    ...['', '-wal', '-shm'].map(suffix => join(folder.path, `sluice.sqlite${suffix}`)),
  ]) {
    expect(statSync(file).mode & 0o077, `${file} is for its owner alone`).toBe(0)
  }
})
