import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ipBatch, removeNamespaces, run } from '../../../scripts/lab/ip-command.ts'
import { endOnSignals } from '../../../scripts/lab/run-process.ts'

export interface NodePair {
  /** Namespace of the node; its rules are the test's. */
  readonly node: string
  /** Time of one round trip of 64 bytes, the mean of `rounds`, in nanoseconds. */
  roundTrip(rounds: number): Promise<number>
}

/** Pairs of a client and a node, each joined by a wire of its own without anything between; `rules` is for nft. */
export async function nodePairs(port: number, rules: readonly string[]) {
  const namespaces: string[] = []
  const remove = () => removeNamespaces(namespaces.splice(0).reverse())
  process.on('exit', remove)
  endOnSignals()
  const args: string[] = []
  for (const [index, text] of rules.entries()) {
    const client = `sl-lab-${process.pid}-packet${index}c`
    const node = `sl-lab-${process.pid}-packet${index}n`
    for (const namespace of [client, node]) {
      namespaces.push(namespace)
      await run(['ip', 'netns', 'add', namespace])
    }
    await ipBatch(client, [
      `link add eth0 type veth peer name eth0 netns ${node}`,
      'addr add 203.0.113.2/24 dev eth0',
      'link set eth0 up',
    ])
    await ipBatch(node, ['addr add 203.0.113.1/24 dev eth0', 'link set eth0 up'])
    if (text !== '') await run(['ip', 'netns', 'exec', node, 'nft', '-f', '-'], { input: text })
    args.push(client, node, '203.0.113.2', '203.0.113.1', String(port))
  }
  const player = spawn('perl', [join(import.meta.dirname, 'ping-pong.pl'), ...args], { stdio: 'pipe' })
  const ask = asker(player)
  return {
    pairs: namespaces
      .filter((_, index) => index % 2 === 1)
      .map((node, index): NodePair => ({ node, roundTrip: rounds => ask(`${index} ${rounds}\n`) })),
    async [Symbol.asyncDispose](): Promise<void> {
      player.kill('SIGKILL')
      remove()
      process.off('exit', remove)
    },
  }
}

function asker(player: ChildProcessWithoutNullStreams): (line: string) => Promise<number> {
  const answers = createInterface({ input: player.stdout })[Symbol.asyncIterator]()
  let said = ''
  player.stderr.on('data', text => {
    said += text
  })
  return async line => {
    player.stdin.write(line)
    const { value, done } = await answers.next()
    if (done) throw new Error(`the ping-pong ended: ${said}`)
    return Number(value)
  }
}
