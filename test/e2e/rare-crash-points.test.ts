import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deleteUser } from '../../hub/contract/admin/users.ts'
import { slotMs } from '../../hub/contract/primitives.ts'
import type { AgentClient } from '../../hub/node-config/agent-client.ts'
import type { CrashPoint } from '../../node-agent/crash-points.ts'
import { isAlive } from '../../scripts/lab/ip-command.ts'
import { download } from '../../scripts/lab/traffic.ts'
import { agentAsker, countsAtRest, targetOf } from '../harness/compare-counts.ts'
import { sqlite } from '../harness/engines.ts'
import { type Fleet, type FleetUser, startFleet } from '../harness/fleet.ts'
import type { FleetNode } from '../harness/fleet-node.ts'
import { rarePoints } from '../harness/kill-campaign.ts'
import { missingParts } from '../harness/missing-parts.ts'
import { eventually } from '../harness/processes.ts'

const missing = missingParts(['root', 'nft', 'ss-manager', 'ss-local'])
const shiftClock = join(import.meta.dirname, '../harness/shift-clock.mjs')

const enrolmentCrashes = ['enrol.after-key', 'enrol.before-certificate'] as const
const aRequest = 'a'.repeat(32)

describe.skipIf(missing !== '')(`exactly once at rare crash points ${missing}`, () => {
  let fleet: Fleet
  let node: FleetNode
  let user: FleetUser
  let asker: AgentClient
  /** Points at which an agent ended, as it was to. */
  const reached = new Set<CrashPoint>()

  beforeAll(async () => {
    fleet = await startFleet({
      name: 'rare',
      engine: sqlite,
      nodes: 1,
      enrolmentCrashes,
    })
    for (const point of enrolmentCrashes) reached.add(point)
    const [first] = fleet.nodes
    if (!first) throw new Error('the fleet has no node')
    node = first
    user = await fleet.user(null)
    asker = await agentAsker(fleet)
  })
  afterAll(() => fleet?.[Symbol.asyncDispose]())

  async function pass(of: FleetUser, bytes: number): Promise<number> {
    await eventually(`port ${of.port} to listen`, () => node.listens(of.port))
    await using client = await fleet.connect(of, node)
    return await download(client.path, bytes, { idleMs: 1_500 })
  }

  async function expectAgreement(of: FleetUser): Promise<void> {
    const [counts] = await countsAtRest(fleet, [of])
    expect(counts?.agent).toEqual(counts?.kernel)
    expect(counts?.ledger).toEqual(counts?.kernel)
  }

  /** What this instance of the node says once it is collected: the ledger has that and what was there before. */
  async function collectedReading(): Promise<readonly [number, number]> {
    await fleet.collected()
    const port = (await fleet.meter(node)).ports.find(each => each.port === user.port)
    const { upload, download: down } = await node.kernel(user.port)
    expect([port?.upload, port?.download]).toEqual([upload, down])
    return [upload, down]
  }

  /** Starts the agent, which is to end at the point. */
  async function endAt(point: CrashPoint, env: Record<string, string> = {}): Promise<void> {
    const died = await node.start({ SLUICE_CRASH_AT: point, ...env }).then(
      () => false,
      error => /ended \(SIGKILL\)/.test(String(error)),
    )
    if (!died) await eventually(`the agent to end at ${point}`, () => !isAlive(node.pid()))
    reached.add(point)
  }

  /** Ends at each of the points, a start in between, and starts once more. */
  async function dieAt(...points: readonly CrashPoint[]): Promise<void> {
    for (const point of points) await endAt(point)
    await node.start()
  }

  it('goes on after an enrolment that was cut short twice', async () => {
    await pass(user, 300_000)
    await expectAgreement(user)
    expect((await fleet.usage(user)).download).toBeGreaterThan(300_000)
  })

  it('counts on when it ended with a mark half written', async () => {
    await node.kill9()
    const toBoundary = slotMs - (Date.now() % slotMs)
    const env = {
      NODE_OPTIONS: `--import ${shiftClock}`,
      SLUICE_TEST_CLOCK_SHIFT: String(toBoundary - 4_000),
    }
    const passing = pass(user, 500_000)
    await endAt('state.after-mark', env)
    await node.start()
    await passing
    await expectAgreement(user)
  })

  // A running agent closes the port for a moment; one that starts with a configuration it only saved freezes it.
  for (const points of [['limits.after-close'], ['apply.after-save', 'converge.after-freeze']] as const) {
    it(`opens a used-up port again when it ended at ${points.join(' and then ')}`, async () => {
      const small = await fleet.user(400_000)
      expect(await pass(small, 1_000_000)).toBeLessThan(400_000)
      await fleet.collected()
      await node.kill9()
      await fleet.grant(small, 2_000_000)
      await dieAt(...points)
      await fleet.settled(small)
      expect(await pass(small, 1_000_000)).toBe(1_000_000)
      await expectAgreement(small)
    })
  }

  it('removes the port of a user who left when it ended before its deletion', async () => {
    const leaving = await fleet.user(null)
    await pass(leaving, 200_000)
    await expectAgreement(leaving)
    const usage = await fleet.usage(leaving)
    await node.kill9()
    await fleet.call(deleteUser, { params: { userId: leaving.id } })
    await dieAt('converge.before-delete')
    await eventually('the counter to be gone', async () => {
      return !(await node.nft('list', 'set', 'inet', 'sluice', 'down')).includes(`${leaving.port} counter`)
    })
    await expectAgreement(user)
    expect(await fleet.usage(leaving)).toEqual(usage)
  })

  for (const point of ['rebuild.after-freeze', 'rebuild.after-save', 'rebuild.after-table'] as const) {
    it(`counts nothing twice when an image is restored and it ends at ${point}`, async () => {
      const image = `${node.state}-image`
      await node.kill9()
      cpSync(node.state, image, { recursive: true })
      await node.start()
      await pass(user, 200_000)
      // As much as a node answers in a while, so that the image is clearly behind what is committed.
      for (let asked = 0; asked < 20; asked += 1) await asker.counters(targetOf(node), { request: aRequest })
      await collectedReading()
      const before = await fleet.usage(user)
      await node.kill9()
      rmSync(node.state, { recursive: true })
      cpSync(image, node.state, { recursive: true })
      rmSync(image, { recursive: true })
      await dieAt(point)
      await fleet.collected()
      expect(await fleet.usage(user)).toEqual(before)
      await fleet.settled(user)
      expect(await pass(user, 300_000)).toBe(300_000)
      // The new instance counts from 0.
      const [upload, down] = await collectedReading()
      expect(down).toBeLessThan(400_000)
      const after = await fleet.usage(user)
      expect([after.upload - before.upload, after.download - before.download]).toEqual([upload, down])
    })
  }
  it('has ended at every point that random kills leave out', () => {
    expect(rarePoints.filter(point => !reached.has(point))).toEqual([])
  })
})
