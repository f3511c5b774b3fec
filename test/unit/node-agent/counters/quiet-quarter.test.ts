import { describe, expect, it } from 'vitest'
import { type Instant, slotMs } from '../../../../hub/contract/primitives.ts'
import { ruleHub } from '../../../fakes/rule-hub.ts'
import { simulatedAgent } from '../../../fakes/simulated-agent.ts'

const port = 20001

/** A running agent in the middle of a quarter hour, 1,000 bytes collected. */
async function aCollectedAgent() {
  const agent = simulatedAgent()
  const { clock, kernel } = agent
  const hub = ruleHub()
  clock.advance(slotMs / 2 - (clock.now() % slotMs))
  let meter = await agent.start()
  const open = { port, cipher: 'aes-256-gcm', password: 'password', closeAt: null, closeAfter: null } as const
  const { instance } = meter.state()
  const ports = [{ ...open, serve: true }]
  await agent.apply(meter, { epoch: 1, revision: 1, instance, ports, blockedPorts: [] })
  kernel.packet(port, 'up', 1_000)

  const collect = async () => {
    const query = hub.ask()
    const answer = await meter.counters(query)
    if (!answer.ok) throw new Error(answer.error.message)
    expect(hub.commit(query, answer.value, clock.now())).toBe('counted')
    return answer.value
  }
  await collect()
  return {
    hub,
    kernel,
    collect,
    /** To the middle of the next quarter hour; the agent looks right after the boundary, if it lives. */
    async nextQuarter(lives: boolean): Promise<Instant> {
      clock.advance(slotMs - (clock.now() % slotMs) + 500)
      const boundary = (clock.now() - 500) as Instant
      if (lives) await meter.look()
      clock.advance(slotMs / 2)
      return boundary
    },
    kill: () => agent.kill(),
    async restart() {
      meter = await agent.start()
    },
  }
}

describe('a quiet quarter hour', () => {
  it('writes a mark without readings', async () => {
    const world = await aCollectedAgent()
    const first = await world.nextQuarter(true)
    const second = await world.nextQuarter(true)
    const third = await world.nextQuarter(true)
    const { marks } = await world.collect()
    expect(marks.map(mark => mark.at)).toEqual([first, second, third])
    // The first of a process names all that ever moved.
    expect(marks.map(mark => mark.readings)).toEqual([[[port, 1_000, 0]], [], []])
  })

  it('is told from a missed one: what follows it lies in its own quarter hour and is not flagged', async () => {
    const world = await aCollectedAgent()
    await world.nextQuarter(true)
    await world.collect()
    await world.nextQuarter(true)
    const boundary = await world.nextQuarter(true)
    world.kernel.packet(port, 'up', 70)
    await world.collect()
    expect(world.hub.ledger.get(`${port}:${boundary / slotMs}`)).toBe(70)
    expect(world.hub.late).toBe(0)
  })

  it('that the agent did not live through has no mark, and what follows is flagged', async () => {
    const world = await aCollectedAgent()
    world.kernel.packet(port, 'up', 5)
    world.kill()
    await world.nextQuarter(false)
    world.kernel.packet(port, 'up', 6)
    await world.nextQuarter(false)
    await world.restart()
    const { marks } = await world.collect()
    expect(marks).toEqual([])
    expect(world.hub.late).toBe(1)
  })
})
