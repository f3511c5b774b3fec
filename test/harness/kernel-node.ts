import { randomBytes } from 'node:crypto'
import type { Instant } from '../../hub/contract/primitives.ts'
import type { AgentAnswer, AgentClient } from '../../hub/node-config/agent-client.ts'
import { type Meter, startMeter } from '../../node-agent/counters/meter.ts'
import { openNft } from '../../node-agent/firewall/nft.ts'
import { runCommand } from '../../node-agent/node-facts.ts'
import { type Outcome, succeed } from '../../node-agent/outcome.ts'
import type { Clock } from '../../node-agent/ports.ts'
import { openStateFiles } from '../../node-agent/state/files.ts'
import { createLab } from '../../scripts/lab/create-lab.ts'
import { tempFolder } from './temp-folder.ts'

/**
 * A node's meter on a real table and real files, with real packets, but at the time that `now` gives: months can be
 * lived through in seconds. There is no Shadowsocks and no network between it and the hub.
 */
export async function startKernelNode(name: string, now: () => Instant) {
  await using undo = new AsyncDisposableStack()
  const folder = undo.use(tempFolder(`kernel-${name}`))
  const lab = undo.use(await createLab({ name }))
  const node = await lab.host('node')
  const client = await lab.host('client')
  const clock: Clock = { now, sleep: async () => undefined }

  const begin = async (): Promise<Meter> =>
    startMeter({
      firewall: openNft((program, args, options) =>
        runCommand('ip', ['netns', 'exec', node.namespace, program, ...args], options),
      ),
      store: await openStateFiles(folder.path, () => undefined),
      clock,
      facts: { bootId: () => 'one boot', ephemeralPorts: () => [32_768, 60_999], resolvers: () => [] },
      randomId: () => randomBytes(16).toString('hex'),
      crash: () => undefined,
      log: () => undefined,
      guard: null,
      maxMarkBytes: 64 * 1024 * 1024,
      problem: () => undefined,
    })
  let meter = await begin()
  const agentClient: Pick<AgentClient, 'counters' | 'putConfig'> = {
    counters: async (_target, query) => answerOf(await meter.counters(query)),
    putConfig: async (_target, config) => answerOf(await meter.apply(config, async () => succeed(null))),
  }
  const running = undo.move()
  return {
    client: agentClient,
    /** What the agent does every second. */
    look: () => meter.look(),
    /** The process ends without a word and another one starts; the table stays. */
    async restart(): Promise<void> {
      meter = await begin()
    },
    /** Sends one datagram, which must fit the MTU, to a port of the node; its IP bytes, as the interface counts them. */
    async send(port: number, payload: number): Promise<number> {
      const before = (await lab.counters(client)).sent
      await lab.exec(client, ['bash', '-c', `head -c ${payload} /dev/zero > /dev/udp/${node.ipv4}/${port}`])
      const { sent } = await lab.counters(client)
      return sent.bytes - before.bytes - 14 * (sent.packets - before.packets)
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}
export type KernelNode = Awaited<ReturnType<typeof startKernelNode>>

function answerOf<T>(outcome: Outcome<T>): AgentAnswer<T> {
  if (outcome.ok) return outcome
  const { error } = outcome
  return { ok: false, kind: 'rejected', message: error.message, error }
}
