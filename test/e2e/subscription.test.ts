import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { revealSubscription, rotateSubscription } from '../../hub/contract/admin/subscriptions.ts'
import {
  type ShadowsocksClient,
  startRustSslocalWith,
  startSsLocal,
} from '../../scripts/lab/shadowsocks-client.ts'
import { download } from '../../scripts/lab/traffic.ts'
import { sqlite } from '../harness/engines.ts'
import { type Fleet, type FleetUser, startFleet, targetAddress, trafficPort } from '../harness/fleet.ts'
import { getSslocal } from '../harness/get-sslocal.ts'
import { missingParts } from '../harness/missing-parts.ts'
import { eventually } from '../harness/processes.ts'
import { tempFolder } from '../harness/temp-folder.ts'

const missing = missingParts(['root', 'nft', 'ss-manager', 'ss-local'])
const part = 5_000_000

describe.skipIf(missing !== '')(`what clients do with a subscription link ${missing}`, () => {
  let fleet: Fleet
  let user: FleetUser
  let publicAddress: string
  let path: string
  let socksPort = 2_000

  const ask = (to: string) => fetch(`${publicAddress}${to}`, { signal: AbortSignal.timeout(20_000) })
  /** Once more, as often as a client may: how often one link is answered is bounded. */
  const askAgain = async (of: string) => {
    await sleep(600)
    return ask(of)
  }
  const place = () => {
    socksPort += 1
    return { lab: fleet.lab, host: fleet.client, socksPort }
  }
  const passes = (client: ShadowsocksClient) =>
    download({ proxy: client.proxy, target: { host: targetAddress.v4, port: trafficPort } }, part)

  beforeAll(async () => {
    fleet = await startFleet({ name: 'subs', engine: sqlite, nodes: 1, hub: 'process' })
    user = await fleet.user(1_000_000_000)
    publicAddress =
      /"public":"([^"]+)"/.exec(fleet.hub.output())?.[1] ?? 'the hub does not say where it listens'
    path = (await fleet.call(revealSubscription, { params: { userId: user.id } })).path
  })
  afterAll(() => fleet?.[Symbol.asyncDispose]())

  /** `sslocal` with the SIP008 answer as its configuration, not a byte of it changed. */
  async function withSip008<T>(use: (client: ShadowsocksClient) => Promise<T>): Promise<T> {
    using folder = tempFolder('sip008')
    chmodSync(folder.path, 0o755)
    const file = join(folder.path, 'servers.json')
    writeFileSync(file, await (await ask(`${path}/sip008`)).text(), { mode: 0o644 })
    await using client = await startRustSslocalWith(place(), ['-c', file], await getSslocal())
    return await use(client)
  }

  it('sslocal passes 5 MB with the SIP008 answer', async () => {
    expect(await withSip008(passes)).toBe(part)
  })

  it('sslocal passes 5 MB with a line of the ss:// answer', async () => {
    const [line = ''] = (await (await ask(`${path}/plain`)).text()).split('\n')
    await using client = await startRustSslocalWith(place(), ['--server-url', line], await getSslocal())
    expect(await passes(client)).toBe(part)
  })

  it('ss-local passes 5 MB with what the base64 list says', async () => {
    const list = Buffer.from(await (await ask(path)).text(), 'base64').toString()
    const { username, hostname, port } = new URL(list.split('\n')[0] ?? '')
    const [method = '', password = ''] = Buffer.from(username, 'base64url').toString().split(':')
    const server = { host: hostname, port: Number(port), method, password }
    await using client = await startSsLocal(place(), server)
    expect(await passes(client)).toBe(part)
  })

  it('shows what passed within a minute', async () => {
    await eventually(
      'the usage to be shown',
      async () => {
        const shown = (await askAgain(path)).headers.get('subscription-userinfo') ?? ''
        return Number(/download=(\d+)/.exec(shown)?.[1]) >= 3 * part
      },
      70_000,
    )
  })

  it('a link rotated at another hub is dead here within 10 s, the old password with it; the new one works', async () => {
    const old = path
    const before = await (await ask(`${old}/plain`)).text()
    path = (await fleet.call(rotateSubscription, { params: { userId: user.id } })).path
    await eventually('the old link to be dead', async () => (await askAgain(old)).status === 404, 10_000)
    const [line = ''] = before.split('\n')
    await eventually('the old password to be refused', async () => {
      await using stale = await startRustSslocalWith(place(), ['--server-url', line], await getSslocal())
      return passes(stale).then(
        () => false,
        () => true,
      )
    })
    expect(await withSip008(passes)).toBe(part)
  })
})
