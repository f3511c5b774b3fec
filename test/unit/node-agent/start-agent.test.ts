import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { openIdentity } from '../../../node-agent/install/identity.ts'
import { linuxFacts, systemClock } from '../../../node-agent/node-facts.ts'
import { startAgent } from '../../../node-agent/start-agent.ts'
import { simulateKernel } from '../../../scripts/demo/simulated-kernel.ts'
import { fakeStore } from '../../fakes/fake-store.ts'
import { tempFolder } from '../../harness/temp-folder.ts'

it('leaves nothing running where an agent cannot answer: whoever started it can end', async () => {
  using folder = tempFolder('start-agent')
  const crash = () => undefined
  const watched: AbortSignal[] = []
  const started = startAgent({
    ...{ version: 'test', clock: systemClock, crash, log: () => undefined, problems: [] },
    ...{ firewall: simulateKernel().firewall, store: fakeStore().store, guard: null },
    facts: { ...linuxFacts, ephemeralPorts: () => [32_768, 60_999], resolvers: () => [] },
    randomId: () => randomBytes(16).toString('hex'),
    maxMarkBytes: 1_000_000,
    backend: {
      ciphers: [],
      reconcile: async () => ({
        ...{ listening: 0, failed: [], portsRestarted: 0, backendRestarted: 0, orphansEnded: 0 },
      }),
      listening: async () => new Set(),
      heldByOthers: async () => [],
      stop: async () => undefined,
    },
    identities: await openIdentity(folder.path, null, { crash, clock: systemClock }),
    listen: { host: '127.0.0.1', port: 0 },
    stopShadowsocks: true,
    watch: (_removed, signal) => watched.push(signal),
  })
  await expect(started).rejects.toThrow('not enrolled')
  expect(watched.map(({ aborted }) => aborted)).toEqual([true])
})
