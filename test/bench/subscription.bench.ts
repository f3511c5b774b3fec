import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import * as z from 'zod'
import { run } from '../../scripts/lab/ip-command.ts'
import { tempFolder } from '../harness/temp-folder.ts'
import { median, report } from './report.ts'

/**
 * Links of 10,000 users asked for at random over 64 connections: the base64 list, and 304 to clients that have it. The
 * server is alone on one core and the load on another; beside it, in turn, a bare Fastify in the same process that
 * answers every link with as many bytes. Before that every link once, with nothing kept yet.
 */
const users = 10_000
const turns = 3
const seconds = 5
const connections = 64
const [serverCore, loadCore] = ['0', '1']

const measured = z.object({
  perSecond: z.number(),
  p50: z.number(),
  p99: z.number(),
  statuses: z.record(z.string(), z.number()),
})
const listening = z.object({ address: z.string(), bareAddress: z.string(), bytes: z.number() })

using folder = tempFolder('subscription-bench')
const tokensFile = join(folder.path, 'tokens.json')
const file = (name: string) => join(import.meta.dirname, 'subscription', name)

const argv = [file('server.ts'), join(folder.path, 'hub.sqlite'), tokensFile, String(users)]
const server = spawn('taskset', ['-c', serverCore, process.execPath, ...argv], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
try {
  const [line] = await once(createInterface(server.stdout), 'line')
  const { address, bareAddress, bytes } = listening.parse(JSON.parse(String(line)))
  const load = async (url: string, mode: 'get' | 'revalidate' | 'each', expected: string) => {
    const how = [tokensFile, String(seconds), String(connections), mode]
    const seen = measured.parse(
      JSON.parse(await run(['taskset', '-c', loadCore, process.execPath, file('load.ts'), url, ...how])),
    )
    const others = Object.keys(seen.statuses).filter(status => status !== expected)
    if (others.length > 0) throw new Error(`${mode}: ${JSON.stringify(seen.statuses)}`)
    return seen
  }

  const cold = await load(address, 'each', '200')
  report({
    name: 'subscription links of 10,000 users, each for the first time',
    figure: Math.round(cold.perSecond),
    unit: 'requests/s',
    note: `p99 ${cold.p99.toFixed(1)} ms`,
  })
  for (const [mode, status, what] of [
    ['get', '200', `the list (${bytes} bytes)`],
    ['revalidate', '304', '304'],
  ] as const) {
    const rounds: { own: z.infer<typeof measured>; bare: z.infer<typeof measured> }[] = []
    for (let turn = 0; turn < turns; turn += 1) {
      rounds.push({ own: await load(address, mode, status), bare: await load(bareAddress, mode, status) })
    }
    const own = median(rounds.map(round => round.own.perSecond))
    const bare = median(rounds.map(round => round.bare.perSecond))
    const name = `subscription links of 10,000 users, ${what}`
    // Twenty times what the fastest other panel was seen to answer, 201 a second.
    report({
      name,
      figure: Math.round(own),
      unit: 'requests/s',
      limit: { kind: 'at least', value: 4_020 },
      note: `${connections} connections, one core`,
    })
    report({
      name: `${name}, beside a bare Fastify`,
      figure: Math.round(own),
      unit: 'requests/s',
      peer: { name: 'bare Fastify', figure: Math.round(bare) },
      ratio: median(rounds.map(round => round.own.perSecond / round.bare.perSecond)),
    })
    report({
      name: `${name}, p99`,
      figure: Number(median(rounds.map(round => round.own.p99)).toFixed(1)),
      unit: 'ms',
      limit: { kind: 'at most', value: 363 },
      note: `bare Fastify ${median(rounds.map(round => round.bare.p99)).toFixed(1)} ms`,
    })
  }
} finally {
  server.kill('SIGKILL')
}
