import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type CountersAnswer,
  type CountersQuery,
  countersAnswer,
} from '../../../../hub/contract/agent/counters.ts'
import { type Instant, slotMs, slotOf } from '../../../../hub/contract/primitives.ts'
import { countingIds, createFakeAgent, type FakeAgent, type FakeDisk } from '../../../fakes/fake-agent.ts'
import { ruleHub } from '../../../fakes/rule-hub.ts'

const ports = [10001, 10002, 10513]
/** Not on a quarter hour, so that every byte lies clearly in one. */
const midday = Date.UTC(2026, 0, 31, 12) + 1_234

const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      port: fc.constantFrom(...ports),
      bytes: fc.nat(1e9),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('advance' as const),
      ms: fc.constantFrom(3_000, 10_000, 400_000, 3 * slotMs),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('collect' as const) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'lost answer',
        'repeat answer',
        'late answer',
        'swapped answer',
        'save',
        'restart',
        'down',
        'reboot',
        'flush',
        'lose state',
        'reinstall',
        'take image',
        'restore image',
      ),
    }),
  },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

interface World {
  readonly agent: FakeAgent
  readonly hub: ReturnType<typeof ruleHub>
  readonly answers: { query: CountersQuery; answer: CountersAnswer }[]
  image: FakeDisk | null
  /** Bytes that a restored image or a new instance may take with it, besides what the agent names exactly. */
  hidden: number
  /** Since an image was restored: a node that was rolled back can vouch for the bytes since its start alone. */
  sinceRestore: number | null
}

function collect(world: World): void {
  const query = world.hub.ask()
  const answer = countersAnswer.parse(world.agent.answer(query))
  world.answers.push({ query, answer })
  const { anomalies } = world.hub
  world.hub.commit(query, answer, world.agent.now())
  // A restored node may have caught up with the seq: where its reading fell, nothing of the port is counted.
  if (world.hub.anomalies > anomalies) world.hidden += world.sinceRestore ?? 0
  world.sinceRestore = null
}

/** The process ends: what it could vouch for after a restored image is gone with it. */
function endProcess(world: World): void {
  world.hidden += world.sinceRestore ?? 0
  if (world.sinceRestore !== null) world.sinceRestore = 0
}

const bytesOf = (agent: FakeAgent) =>
  agent.passed().reduce((total, { upload, download }) => total + upload + download, 0)

const uncounted = ({ agent, hub }: World) =>
  bytesOf(agent) - [...hub.ledger.values()].reduce((total, bytes) => total + bytes, 0)

function run(world: World, one: Step): void {
  const { agent, hub, answers } = world
  const configure = () => agent.configure(ports, { epoch: 1, revision: 1 })
  const old = answers.at(-2) ?? answers.at(-1)
  switch (one.do) {
    case 'pass':
      agent.pass(one.port, one.bytes % 1000, one.bytes)
      if (world.sinceRestore !== null) {
        const bytes = (one.bytes % 1000) + one.bytes
        if (agent.running()) world.sinceRestore += bytes
        else world.hidden += bytes
      }
      break
    case 'advance':
      agent.advance(one.ms)
      break
    case 'collect':
      if (agent.running()) collect(world)
      else agent.start()
      break
    case 'lost answer': {
      // Also what a hub is left with that crashes before its commit.
      const query = hub.ask()
      if (agent.running()) answers.push({ query, answer: agent.answer(query) })
      break
    }
    case 'repeat answer':
    case 'late answer': {
      const again = one.do === 'late answer' ? old : answers.at(-1)
      if (again) hub.commit(again.query, again.answer, agent.now())
      break
    }
    case 'swapped answer':
      if (old) expect(hub.commit(hub.ask(), old.answer, agent.now())).not.toBe('counted')
      break
    case 'save':
      agent.save()
      break
    case 'restart':
      endProcess(world)
      agent.kill()
      agent.start()
      break
    case 'down':
      endProcess(world)
      agent.kill()
      break
    case 'reboot':
      endProcess(world)
      agent.reboot()
      break
    case 'flush':
      agent.flush()
      break
    case 'lose state':
      world.hidden += uncounted(world)
      agent.loseState()
      configure()
      break
    case 'reinstall':
      world.hidden += uncounted(world)
      agent.reinstall()
      configure()
      break
    case 'take image':
      world.image = agent.image()
      break
    case 'restore image': {
      const { image } = world
      // An image of an instance that has ended since is refused as a clone, which another test looks at.
      if (!image || image.instance !== agent.state()?.instance) return
      const total = (disk: FakeDisk | null) =>
        [...(disk?.readings.values() ?? [])].reduce((sum, { up, down }) => sum + up + down, 0)
      // Twice: what passed since, and what its readings need to get where they were.
      world.hidden += 2 * (total(agent.state()) - total(image))
      agent.restore(image)
      world.sinceRestore = 0
      break
    }
  }
}

const sumBy = (entries: Iterable<readonly [number, number]>) => {
  const sums = new Map<number, number>()
  for (const [port, bytes] of entries) sums.set(port, (sums.get(port) ?? 0) + bytes)
  return sums
}

function aWorld(now = midday): World {
  const agent = createFakeAgent({ ids: countingIds(), now })
  agent.start()
  agent.configure(ports, { epoch: 1, revision: 1 })
  return { agent, hub: ruleHub(), answers: [], image: null, hidden: 0, sinceRestore: null }
}

describe('counting', () => {
  it('counts what the kernel passed, less what gaps name, and never more', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), steps => {
        const world = aWorld()
        for (const one of steps) run(world, one)
        const { agent, hub } = world
        agent.start()
        collect(world)
        expect(hub.halted()).toBe(false)
        const passed = sumBy(agent.passed().map(({ port, upload, download }) => [port, upload + download]))
        const counted = sumBy([...hub.ledger].map(([key, bytes]) => [Number(key.split(':')[0]), bytes]))
        for (const port of ports) {
          expect(counted.get(port) ?? 0).toBeLessThanOrEqual(passed.get(port) ?? 0)
        }
        const sum = (sums: Map<number, number>) =>
          [...sums.values()].reduce((total, bytes) => total + bytes, 0)
        expect(sum(counted)).toBeGreaterThanOrEqual(sum(passed) - agent.lost() - world.hidden)
        if (world.hidden === 0) {
          expect(sum(counted)).toBe(sum(passed) - agent.lost())
          expect(hub.anomalies).toBe(0)
        }
        // No byte is counted before it passed.
        const slots = [...new Set([...hub.ledger.keys()].map(key => Number(key.split(':')[1])))].sort(
          (a, b) => a - b,
        )
        for (const slot of slots) {
          const until = (of: Iterable<readonly [number, number]>) =>
            [...of].reduce((total, [at, bytes]) => (at <= slot ? total + bytes : total), 0)
          const countedUntil = until(
            [...hub.ledger].map(([key, bytes]) => [Number(key.split(':')[1]), bytes]),
          )
          const passedUntil = until(
            agent.passed().map(({ at, upload, download }) => [slotOf(at as Instant), upload + download]),
          )
          expect(countedUntil).toBeLessThanOrEqual(passedUntil)
        }
        if (!hub.flagged() && agent.lost() === 0 && world.hidden === 0) {
          const bySlot = (entries: Iterable<readonly [string, number]>) => {
            const sums = new Map<string, number>()
            for (const [key, bytes] of entries) if (bytes > 0) sums.set(key, (sums.get(key) ?? 0) + bytes)
            return Object.fromEntries([...sums].sort(([a], [b]) => (a < b ? -1 : 1)))
          }
          const truth = agent
            .passed()
            .map(
              ({ port, at, upload, download }) =>
                [`${port}:${slotOf(at as Instant)}`, upload + download] as const,
            )
          expect(bySlot(hub.ledger)).toEqual(bySlot(truth))
        }
      }),
      { numRuns: 3_000 },
    )
  })

  it('halts when a clone and the original answer in turn, having counted no more than both passed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.boolean(), fc.nat(1_000_000)), { minLength: 6, maxLength: 30 }),
        turns => {
          const world = aWorld()
          const { agent, hub } = world
          agent.pass(10001, 10, 5_000)
          collect(world)
          const image = agent.image()
          if (!image) throw new Error('no image')
          const clone = createFakeAgent({ ids: countingIds(1_000_000), now: midday }, image)
          clone.start()
          let both = 0
          for (const [original, bytes] of turns) {
            const machine = original ? agent : clone
            machine.pass(10001, bytes, 2 * bytes)
            both |= original ? 1 : 2
            collect({ ...world, agent: machine })
          }
          const total = [agent, clone].flatMap(machine => machine.passed())
          const counted = [...hub.ledger.values()].reduce((sum, bytes) => sum + bytes, 0)
          expect(counted).toBeLessThanOrEqual(
            total.reduce((sum, { upload, download }) => sum + upload + download, 0),
          )
          const changes = turns.filter(
            ([original], index) => index > 0 && original !== turns[index - 1]?.[0],
          ).length
          if (both === 3 && changes >= 3) expect(hub.halted()).toBe(true)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('splits six hours of silence over the first of a month exactly', () => {
    for (const offsetMinutes of [0, 330, 345]) {
      const boundary = Date.UTC(2026, 1, 1) - offsetMinutes * 60_000
      const world = aWorld(boundary - 3 * 3_600_000 - 7_000)
      const { agent, hub } = world
      collect(world)
      let before = 0
      let after = 0
      for (let minute = 0; minute < 360; minute += 1) {
        const bytes = 1_000 + minute * 7
        agent.pass(10001, 0, bytes)
        if (agent.now() < boundary) before += bytes
        else after += bytes
        agent.advance(60_000)
      }
      collect(world)
      const counted = [...hub.ledger].map(([key, bytes]) => [Number(key.split(':')[1]), bytes] as const)
      const sum = (old: boolean) =>
        counted
          .filter(([slot]) => slot * slotMs < boundary === old)
          .reduce((total, [, bytes]) => total + bytes, 0)
      expect([sum(true), sum(false), hub.flagged()]).toEqual([before, after, true])
    }
  })
})
