import { describe, expect, it } from 'vitest'
import type { Meter } from '../../../../node-agent/counters/meter.ts'
import { countingHub } from '../../../fakes/counting-hub.ts'
import { simulatedAgent } from '../../../fakes/simulated-agent.ts'

const port = 20001

describe('a state put back to an older image', () => {
  it.each(Array.from({ length: 30 }, (_, n) => n + 1))(
    'counts on exactly, killed at step %i',
    async steps => {
      const agent = simulatedAgent()
      const hub = countingHub()
      const { kernel, disk } = agent
      const reasons: string[] = []
      let meter: Meter = await agent.start()
      const config = {
        epoch: 1,
        revision: 1,
        instance: meter.state().instance,
        ports: [
          {
            port,
            cipher: 'aes-256-gcm' as const,
            password: 'password',
            closeAt: null,
            closeAfter: null,
            serve: true,
          },
        ],
        blockedPorts: [],
      }
      const ask = () => meter.counters({ request: '0'.repeat(32), ...hub.committed() })
      const collect = async () => {
        const answer = await ask().catch(() => null)
        if (answer?.ok) hub.take(answer.value)
        if (answer?.ok) reasons.push(...answer.value.gaps.map(gap => gap.reason))
        return answer?.ok ?? false
      }
      await agent.apply(meter, config)
      kernel.packet(port, 'up', 1_000)
      await collect()
      const image = disk.image()
      kernel.packet(port, 'up', 200)
      for (let n = 0; n < 5; n++) await collect()
      agent.kill()
      disk.restore(image)
      meter = await agent.start()
      kernel.packet(port, 'down', 30)
      const before = disk.saved()?.instance
      agent.crashIn(steps)
      await collect()
      const vouched = !agent.isDead() || disk.saved()?.instance !== before
      agent.crashIn(Number.POSITIVE_INFINITY)
      if (agent.isDead()) meter = await agent.start()
      kernel.packet(port, 'down', 4)
      expect(await collect()).toBe(true)
      expect(await collect()).toBe(true)
      expect(meter.state().instance).not.toBe(before)
      // A process that was killed before it could write takes what it alone had seen with it.
      expect(hub.counted.get(port)).toBe(vouched ? 1_234 : 1_204)
      expect(reasons).toContain('rolled_back')
    },
  )
})
