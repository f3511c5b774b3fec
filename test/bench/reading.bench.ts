import { run } from '../../scripts/lab/ip-command.ts'
import { agentUnderTest, aPort, bytes } from '../harness/agent-under-test.ts'
import { median, report } from './report.ts'

/**
 * A reading of 10,000 ports: asked over HTTPS with both certificates shown on a connection of its own, taken from the
 * kernel, made durable and answered; beside it, in turn, the bare listing of the same table.
 */
const ports = 10_000
const turns = 15
const firstPort = 10_001

await using world = await agentUnderTest('reading')
await world.start()
await world.enrol()
const applied = await world.publish(
  Array.from({ length: ports }, (_, index) =>
    aPort(firstPort + index, { serve: false, closeAt: index % 2 === 0 ? null : bytes(2 ** 40 + index) }),
  ),
)
if (applied.status !== 200) throw new Error(`the ports were not applied: ${JSON.stringify(applied)}`)

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}
let committed = ''
const read = async () => {
  const { instance, seq, readings } = await world.counters(committed)
  if (readings.length !== ports) throw new Error(`${readings.length} ports were read`)
  committed = `&instance=${instance}&seq=${seq}`
}
const bare = ['ip', 'netns', 'exec', world.node.namespace, 'nft', '-j', 'list', 'table', 'inet', 'sluice']
const list = () => run(bare)

const reads: number[] = []
const lists: number[] = []
for (let turn = -2; turn < turns; turn += 1) {
  const [readMs, listMs] = [await timed(read), await timed(list)]
  if (turn < 0) continue
  reads.push(readMs)
  lists.push(listMs)
}
report({
  name: 'a reading of 10,000 ports over HTTPS, durable',
  figure: median(reads),
  unit: 'ms',
  peer: { name: 'nft -j list table', figure: median(lists) },
  ratio: median(reads.map((ms, turn) => ms / (lists[turn] ?? Number.NaN))),
  limit: { kind: 'at most', value: 1.5 },
})
