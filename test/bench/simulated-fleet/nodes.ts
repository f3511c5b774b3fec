import { readFileSync } from 'node:fs'
import { desiredConfig } from '../../../hub/contract/agent/config.ts'
import { countersQuery } from '../../../hub/contract/agent/counters.ts'
import type { AgentHealth } from '../../../hub/contract/agent/health.ts'
import type { Instant } from '../../../hub/contract/primitives.ts'
import { readBody } from '../../../node-agent/http/read-body.ts'
import { type Routes, serveAgent } from '../../../node-agent/http/serve-agent.ts'
import { succeed } from '../../../node-agent/outcome.ts'
import { countingIds, createFakeAgent } from '../../fakes/fake-agent.ts'
import type { SimulatedNode } from './start-simulated-fleet.ts'

/**
 * `node nodes.ts FILE`: many nodes in one process. Each has the agent's real listener on a port of its own and
 * answers as an agent does; every port it serves has moved since the answer before. Prints the listeners' ports.
 */
const file = process.argv[2]
if (file === undefined) throw new Error('a file with the nodes is expected')
const nodes = JSON.parse(readFileSync(file, 'utf8')) as SimulatedNode[]
const upload = 1_000
const download = 50_000

async function serve(node: SimulatedNode): Promise<number> {
  const others = countingIds(node.nodeId * 1_000)
  let given = 0
  // The first id an agent takes is its instance.
  const ids = () => (given++ === 0 ? node.instance : others())
  const agent = createFakeAgent({ ids, now: Date.now() })
  agent.start()
  let ports: readonly number[] = []
  const health = (): AgentHealth => {
    const state = agent.state()
    return {
      version: 'simulated',
      nodeVersion: process.versions.node,
      instance: node.instance,
      start: node.instance,
      epoch: state?.epoch ?? 0,
      revision: state?.revision ?? 0,
      now: Date.now() as Instant,
      startedAt: 0 as Instant,
      ephemeralPorts: [32_768, 60_999],
      problems: [],
      ports: { desired: ports.length, listening: ports.length, closed: 0 },
      repairs: { tableRebuilt: 0, portsRestarted: 0, backendRestarted: 0, orphansEnded: 0 },
      memoryBytes: 0,
      cpuSeconds: 0,
      loadAverage: 0,
      certificateExpiresAt: (Date.now() + 300 * 86_400_000) as Instant,
    }
  }
  const routes: Routes = {
    'GET /v1/counters': async (_request, url) => {
      agent.advance(Date.now() - agent.now())
      for (const port of ports) agent.pass(port, upload, download)
      return succeed(agent.answer(countersQuery.parse(Object.fromEntries(url.searchParams))))
    },
    'PUT /v1/config': async request => {
      const body = await readBody(request, desiredConfig, 64 * 1024 * 1024)
      if (!body.ok) return body
      const { instance, epoch, revision } = body.value
      ports = body.value.ports.map(({ port }) => port)
      agent.configure(ports, { epoch, revision })
      return succeed({ instance, epoch, revision, touched: ports.length })
    },
    'GET /v1/health': async () => succeed(health()),
  }
  const server = await serveAgent({
    host: '127.0.0.1',
    port: 0,
    credentials: node,
    routes: () => routes,
    log: () => undefined,
  })
  return server.address().port
}

console.log(`ports ${JSON.stringify(await Promise.all(nodes.map(serve)))}`)
