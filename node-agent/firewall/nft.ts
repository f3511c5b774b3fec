import type { Firewall, RunCommand } from '../ports.ts'
import type { Readings } from '../state/durable-state.ts'
import { buildBatch } from './build-ruleset.ts'
import { parseCounters, parseTable } from './parse-listing.ts'
import { readingsOf } from './table-state.ts'

const missing = /No such file or directory|does not exist/

/**
 * The table `inet sluice` through the program `nft`. Throws with nft's own words when a batch is refused.
 * Our own calls never overlap: a listing restarts while another process writes the ruleset.
 */
export function openNft(run: RunCommand): Firewall {
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work, work)
    last = next.catch(() => undefined)
    return next
  }

  const read = async (args: readonly string[]): Promise<string | null> => {
    const result = await run('nft', ['-j', ...args], { timeoutMs: 20_000 })
    if (result.code === 0) return result.stdout
    if (missing.test(result.stderr)) return null
    throw new Error(`nft ${args.join(' ')}: ${result.stderr.trim() || `status ${result.code}`}`)
  }

  const marker = async (instance: string) =>
    (await read(['list', 'set', 'inet', 'sluice', `id_${instance}`])) !== null

  // Two sets apart take a third of the time of the whole table with its quotas.
  const counters = async (): Promise<Readings | null> => {
    const [up, down] = await Promise.all([
      read(['list', 'set', 'inet', 'sluice', 'up']),
      read(['list', 'set', 'inet', 'sluice', 'down']),
    ])
    if (up === null || down === null) return null
    const upload = parseCounters(up)
    const download = parseCounters(down)
    return readingsOf({ up: upload, down: download })
  }

  return {
    list: () =>
      inTurn(async () => {
        const table = await read(['list', 'table', 'inet', 'sluice'])
        if (table === null) return null
        const listing = parseTable(table)
        // The counters once more, after the quotas: `used` of a sound quota lies between the two.
        const [up, down] = await Promise.all([
          read(['list', 'set', 'inet', 'sluice', 'up']),
          read(['list', 'set', 'inet', 'sluice', 'down']),
        ])
        if (up === null || down === null) return listing
        return { ...listing, up: parseCounters(up), down: parseCounters(down) }
      }),
    listCounters: instance =>
      inTurn(async () => {
        const [readings, ours] = await Promise.all([counters(), marker(instance)])
        return ours ? readings : null
      }),
    hasMarker: instance => inTurn(() => marker(instance)),
    apply: steps =>
      inTurn(async () => {
        const result = await run('nft', ['-f', '-'], { stdin: buildBatch(steps), timeoutMs: 60_000 })
        if (result.code !== 0)
          throw new Error(`nft: ${result.stderr.trim().slice(0, 500) || `status ${result.code}`}`)
      }),
  }
}
