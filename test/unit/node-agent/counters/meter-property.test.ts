import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DesiredPort } from '../../../../hub/contract/agent/config.ts'
import type { Bytes } from '../../../../hub/contract/primitives.ts'
import type { Meter } from '../../../../node-agent/counters/meter.ts'
import { countingHub } from '../../../fakes/counting-hub.ts'
import { simulatedAgent } from '../../../fakes/simulated-agent.ts'

const ports = [20001, 20002, 20003] as const
const port = fc.constantFrom(...ports)
const mebibyte = 1024 * 1024

type Action =
  | { readonly kind: 'traffic'; readonly port: number; readonly up: boolean; readonly packets: number }
  /** `room` is what may pass beyond the last known reading; null: no limit. */
  | { readonly kind: 'publish'; readonly rooms: readonly { port: number; room: number | null }[] }
  | { readonly kind: 'collect'; readonly lost: boolean }
  | { readonly kind: 'crash'; readonly points: number }
  | { readonly kind: 'wait'; readonly ms: number }
  /** Another program flushes the table between two steps of ours, so many from now. */
  | { readonly kind: 'flush soon'; readonly steps: number }
  | { readonly kind: 'damage'; readonly port: number; readonly what: 'budget' }
  | { readonly kind: 'flush' | 'reboot' | 'image' | 'restore' | 'lose' | 'kill' | 'full' }

const calmActions: fc.Arbitrary<Action>[] = [
  fc.record({
    kind: fc.constant('traffic' as const),
    port,
    up: fc.boolean(),
    packets: fc.integer({ min: 1, max: 60 }),
  }),
  fc.record({
    kind: fc.constant('publish' as const),
    rooms: fc.uniqueArray(
      fc.record({
        port,
        room: fc.oneof(fc.constant(null), fc.integer({ min: -mebibyte, max: 8 * mebibyte })),
      }),
      { selector: entry => entry.port, maxLength: 3 },
    ),
  }),
  fc.record({ kind: fc.constant('collect' as const), lost: fc.boolean() }),
  fc.record({ kind: fc.constant('crash' as const), points: fc.integer({ min: 1, max: 14 }) }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(1_000, 11_000, 70_000, 900_000) }),
  fc.record({ kind: fc.constant('damage' as const), port, what: fc.constant('budget' as const) }),
  fc.record({ kind: fc.constant('kill' as const) }),
  fc.record({ kind: fc.constant('full' as const) }),
]
const roughActions: fc.Arbitrary<Action>[] = [
  fc.record({ kind: fc.constantFrom('flush' as const, 'reboot' as const, 'lose' as const) }),
  fc.record({ kind: fc.constantFrom('image' as const, 'restore' as const) }),
  fc.record({ kind: fc.constant('flush soon' as const), steps: fc.integer({ min: 1, max: 12 }) }),
]

const weights = [4, 5, 3, 3, 1, 1, 1, 1]
const calm = calmActions.map((arbitrary, place) => ({ arbitrary, weight: weights[place] ?? 1 }))
const rough = [...calm, ...roughActions.map(arbitrary => ({ arbitrary, weight: 2 }))]

async function live(actions: readonly Action[]) {
  const agent = simulatedAgent()
  const hub = countingHub()
  const { kernel, disk, clock } = agent
  let meter: Meter | null = null
  let revision = 0
  let image = disk.image()
  let size = 1_000
  let flows = false
  let flushIn = 0
  let tampered = false
  /** The greatest closeAt ever published for a port of an instance. */
  const allowed = new Map<string, number>()
  const everOpen = new Set<string>()

  // While the agent works, customers go on.
  kernel.whenever(() => {
    if (flushIn > 0 && --flushIn === 0) kernel.flush()
    if (!flows) return
    for (const each of ports) {
      // Now a trickle, now a flood that exhausts any limit between two steps.
      const packets = (size++ * 7919) % 5 === 0 ? 40 : 1
      for (let n = 0; n < packets; n++)
        kernel.packet(each, each % 2 ? 'up' : 'down', 1 + ((size++ * 997) % 60_000))
    }
  })

  async function running(): Promise<Meter> {
    for (let attempt = 0; attempt < 50; attempt++) {
      if (meter && !agent.isDead()) return meter
      meter = await agent.start().catch(() => null)
    }
    throw new Error('the agent does not start')
  }
  async function collect(lost: boolean): Promise<boolean> {
    const up = await running()
    const answer = await up.counters({ request: '0'.repeat(32), ...hub.committed() }).catch(() => null)
    if (!answer?.ok) return false
    if (!lost) hub.take(answer.value)
    return true
  }
  async function publish(rooms: readonly { port: number; room: number | null }[]): Promise<void> {
    const state = (await running()).state()
    const wanted = rooms.map(({ port: number, room }): DesiredPort => {
      const reading = state.readings.get(number)
      const used = reading ? reading.up + reading.down : 0
      const closeAt = room === null ? null : (Math.max(0, used + room) as Bytes)
      const key = `${state.instance} ${number}`
      if (closeAt === null) everOpen.add(key)
      else allowed.set(key, Math.max(allowed.get(key) ?? 0, closeAt))
      return {
        port: number,
        cipher: 'aes-256-gcm',
        password: 'password',
        closeAt,
        closeAfter: null,
        serve: true,
      }
    })
    revision++
    const config = { epoch: 1, revision, instance: state.instance, ports: wanted, blockedPorts: [] }
    await agent.apply(await running(), config).catch(() => null)
  }

  // What a port had when its instance began is not what its closeAt allowed.
  const baseOf = new Map<string, number>()
  function noteBases(): void {
    const state = disk.saved()
    // A port without a limit keeps none in the instance that follows.
    for (const entry of state?.config?.ports ?? []) {
      if (entry.closeAt === null) everOpen.add(`${state?.instance} ${entry.port}`)
    }
    for (const [number, { up, down }] of state?.readings ?? []) {
      const key = `${state?.instance} ${number}`
      if (!baseOf.has(key)) baseOf.set(key, up + down)
    }
  }

  function checkGate(): void {
    const state = disk.saved()
    const table = kernel.table()
    if (tampered || !state || !table?.ids.has(state.instance)) return
    for (const [number, up] of table.up) {
      const key = `${state.instance} ${number}`
      if (everOpen.has(key)) continue
      const reading = up + (table.down.get(number) ?? 0)
      expect(reading, `port ${number}`).toBeLessThanOrEqual(
        Math.max(allowed.get(key) ?? 0, baseOf.get(key) ?? 0),
      )
    }
  }
  await publish(ports.map(each => ({ port: each, room: each === 20003 ? 3 * mebibyte : null })))
  for (const each of ports) kernel.packet(each, 'up', 1_000)
  await collect(false)
  image = disk.image()
  noteBases()
  for (const action of actions) {
    flows = action.kind !== 'traffic' && size % 3 !== 0
    switch (action.kind) {
      case 'traffic':
        for (let n = 0; n < action.packets; n++)
          kernel.packet(action.port, action.up ? 'up' : 'down', 1 + (size++ % 60_000))
        break
      case 'publish':
        await publish(action.rooms)
        break
      case 'collect':
        await collect(action.lost)
        break
      case 'crash':
        agent.crashIn(action.points)
        break
      case 'wait':
        clock.advance(action.ms)
        await (await running()).look().catch(() => undefined)
        break
      case 'damage':
        // What another program takes away opens the gate until the next look: no promise holds in between.
        tampered = true
        kernel.damage(action.port, action.what)
        break
      case 'flush':
        kernel.flush()
        break
      case 'flush soon':
        flushIn = action.steps
        break
      case 'reboot':
        agent.reboot()
        break
      case 'kill':
        agent.kill()
        break
      case 'full':
        await running()
        disk.fill(true)
        expect(await collect(false)).toBe(false)
        disk.fill(false)
        break
      case 'image':
        image = disk.image()
        break
      case 'restore':
        agent.reboot()
        disk.restore(image)
        break
      case 'lose':
        agent.kill()
        disk.lose()
        break
    }
    noteBases()
    checkGate()
  }
  flows = false
  flushIn = 0
  agent.crashIn(Number.POSITIVE_INFINITY)
  await running()
  for (let attempt = 0; attempt < 3; attempt++) await collect(false)
  expect(await collect(false)).toBe(true)
  for (const step of agent.crashedAt) killedAt.add(step)
  return { agent, hub, kernel, running, publish }
}

const killedAt = new Set<string>()

describe('the meter, through whatever happens', () => {
  it('counts every byte exactly once while the kernel and the disk are whole, whenever it is killed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(...calm), { minLength: 3, maxLength: 40 }), async actions => {
        const { hub, kernel } = await live(actions)
        for (const each of ports) {
          const passed = kernel.passed.get(each) ?? 0
          expect(hub.counted.get(each) ?? 0).toBe(passed - (kernel.uncounted.get(each) ?? 0))
        }
      }),
      { numRuns: 700 },
    )
  })

  it('never counts a byte twice, whatever is lost', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(...rough), { minLength: 3, maxLength: 40 }), async actions => {
        const { hub, kernel } = await live(actions)
        for (const each of ports) {
          expect(hub.counted.get(each) ?? 0).toBeLessThanOrEqual(kernel.passed.get(each) ?? 0)
        }
      }),
      { numRuns: 700 },
    )
  })

  it('opens a port again in the end, however it was exhausted and whenever it was killed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(...rough), { minLength: 2, maxLength: 25 }), async actions => {
        const { agent, kernel, publish, running } = await live(actions)
        // What another program took away is found when the whole table is looked at, once a minute.
        agent.clock.advance(61_000)
        await (await running()).look()
        await publish(ports.map(each => ({ port: each, room: 4 * mebibyte })))
        expect((await running()).ready()).toBe(true)
        for (const each of ports) {
          let through = 0
          while (through <= 5 * mebibyte && kernel.packet(each, 'down', 1_500)) through += 1_500
          expect(through).toBeGreaterThan(4 * mebibyte - 131_072)
          expect(through).toBeLessThanOrEqual(4 * mebibyte)
        }
      }),
      { numRuns: 700 },
    )
  })

  it('was killed at every kind of step', () => {
    for (const step of [
      'before save',
      'after save',
      'before apply',
      'after apply',
      'converge.after-freeze',
      'limits.after-close',
    ]) {
      expect(killedAt).toContain(step)
    }
  })
})
