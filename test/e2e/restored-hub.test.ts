import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { backUp, restore } from '../../hub/cli/back-up.ts'
import { loadSecrets } from '../../hub/config/load-secrets.ts'
import { download } from '../../scripts/lab/traffic.ts'
import { countsAtRest } from '../harness/compare-counts.ts'
import { sqlite } from '../harness/engines.ts'
import { startFleet } from '../harness/fleet.ts'
import { missingParts } from '../harness/missing-parts.ts'
import { eventually } from '../harness/processes.ts'

const missing = missingParts(['root', 'nft', 'ss-manager', 'ss-local'])
const part = 1_000_000

describe.skipIf(missing !== '')(`a hub that was restored from a backup ${missing}`, () => {
  it('is obeyed by its nodes, counts what passed since the backup once, and serves nobody it does not know', async () => {
    await using fleet = await startFleet({ name: 'restored', engine: sqlite, nodes: 1, hub: 'process' })
    const [node] = fleet.nodes
    if (!node) throw new Error('the fleet has no node')
    const secrets = loadSecrets({}, fleet.config)
    const file = join(fleet.config.dataDirectory, 'kept.backup')
    const user = await fleet.user(100 * part)
    const passes = async (who: typeof user) => {
      await using client = await fleet.connect(who, node)
      return await download(client.path, part, { idleMs: 3_000 })
    }
    expect(await passes(user)).toBe(part)
    await fleet.collected()
    expect(await backUp(fleet.config, secrets, ['--to', file])).toMatchObject({ ok: true })

    const stranger = await fleet.user(100 * part)
    for (const who of [user, stranger, user]) expect(await passes(who)).toBe(part)
    await fleet.collected()
    await fleet.hub.kill9()
    const { source } = fleet.database
    await source.destroy()
    await eventually('the lease of the hub to end', async () => {
      const done = await restore(fleet.config, secrets, [file, '--replace'])
      if (!done.ok && done.error !== 'backup_running') throw new Error(done.message)
      return done.ok
    })
    await source.initialize()
    await fleet.hub.start()

    await eventually(
      'the port of a user who is lost to close',
      async () => !(await node.listens(stranger.port)),
    )
    await fleet.settled(user)
    expect(await passes(user)).toBe(part)
    const [counts] = await countsAtRest(fleet, [user])
    expect(counts?.agent).toEqual(counts?.kernel)
    expect(counts?.ledger).toEqual(counts?.kernel)
    expect((await fleet.usage(user)).download).toBeGreaterThan(4 * part)
    expect(await passes(stranger)).toBe(0)
  })
})
