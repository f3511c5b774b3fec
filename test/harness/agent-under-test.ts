import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import type { DesiredConfig, DesiredPort } from '../../hub/contract/agent/config.ts'
import { type CountersAnswer, countersAnswer } from '../../hub/contract/agent/counters.ts'
import { type AgentHealth, agentHealth } from '../../hub/contract/agent/health.ts'
import type { Bytes } from '../../hub/contract/primitives.ts'
import type { LabHost } from '../../scripts/lab/add-host.ts'
import { createLab, type Lab } from '../../scripts/lab/create-lab.ts'
import type { RunningProcess } from '../../scripts/lab/run-process.ts'
import { eventually } from './processes.ts'
import { tempFolder } from './temp-folder.ts'
import { type KeyPair, makeTestPki, type TestPki } from './test-pki.ts'

const agentPort = 7443
export const serverAddress = { v4: '203.0.113.1', v6: '2001:db8:77::1' }
export const targetAddress = { v4: '203.0.113.3', v6: '2001:db8:77::3' }

export interface Answer {
  readonly status: number
  readonly body: unknown
}

/** A port as the hub would send it. */
export function aPort(port: number, change: Partial<DesiredPort> = {}): DesiredPort {
  const password = `password-of-${port}`
  return { port, cipher: 'aes-256-gcm', password, closeAt: null, closeAfter: null, serve: true, ...change }
}

export function bytes(value: number): Bytes {
  return value as Bytes
}

const main = join(import.meta.dirname, '../../node-agent/main.ts')

/**
 * A node with a real agent, a client and a target, each in its own network namespace. `command` starts the agent:
 * its source, or a file that was built of it.
 */
export async function agentUnderTest(name: string, command: readonly string[] = [process.execPath, main]) {
  const folder = tempFolder(`agent-${name}`)
  const pkiFolder = join(folder.path, 'pki')
  mkdirSync(pkiFolder)
  const pki: TestPki = makeTestPki(pkiFolder)
  const hub: KeyPair = pki.hub()
  const lab: Lab = await createLab({ name })
  const addresses = (n: number) => [`203.0.113.${n}/24`, `2001:db8:77::${n}/64`]
  const node: LabHost = await lab.host('node', { addresses: addresses(1), control: true })
  const client: LabHost = await lab.host('client', { addresses: addresses(2), control: true })
  const target: LabHost = await lab.host('target', { addresses: addresses(3) })
  const state = join(folder.path, 'state')
  const run = `/run/sluice-test-${process.pid}-${name}`
  const bundlePath = join(folder.path, 'bundle.json')
  writeFileSync(bundlePath, JSON.stringify(pki.bundle(7, agentPort)))
  const options = ['--state', state, '--run', run, '--ss-user', 'nobody']
  let agent: RunningProcess | null = null

  /** One request as the hub, or with another certificate. */
  function call(
    method: string,
    path: string,
    body?: unknown,
    pair: Partial<KeyPair> = hub,
    ca = pki.ca,
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const payload = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
      const outgoing = request(
        {
          host: node.controlAddress,
          port: agentPort,
          method,
          path,
          agent: false,
          ca,
          servername: 'node-7.sluice.internal',
          ...(pair.key === undefined ? {} : { key: pair.key, cert: pair.certificate }),
          headers: { 'content-length': Buffer.byteLength(payload) },
          timeout: 20_000,
        },
        response => {
          const chunks: Buffer[] = []
          response.on('data', chunk => chunks.push(chunk))
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString()
            const json = response.headers['content-type'] === 'application/json'
            resolve({ status: response.statusCode ?? 0, body: json ? JSON.parse(text) : text })
          })
          response.on('error', reject)
        },
      )
      outgoing.on('timeout', () => outgoing.destroy(new Error('the agent did not answer')))
      outgoing.on('error', reject)
      outgoing.end(payload)
    })
  }

  async function start(
    more: readonly string[] = [],
    env: Record<string, string> = {},
  ): Promise<RunningProcess> {
    agent = await lab.spawn(node, [...command, ...options, '--enroll', bundlePath, ...more], {
      env,
    })
    await agent.waitFor(/the agent listens/)
    return agent
  }

  async function enrol(): Promise<void> {
    const offer = await call('GET', '/v1/enrolment')
    const { csr } = offer.body as { csr: string }
    const grant = { certificate: pki.signNode(csr, 7), trustedCas: [pki.ca] }
    const answer = await call('PUT', '/v1/enrolment', grant)
    if (answer.status !== 200) throw new Error(`enrolment: ${JSON.stringify(answer)}`)
    await new Promise(resolve => setTimeout(resolve, 100))
  }

  async function counters(committed = ''): Promise<CountersAnswer> {
    const id = randomBytes(16).toString('hex')
    const answer = await call('GET', `/v1/counters?request=${id}${committed}`)
    if (answer.status !== 200) throw new Error(`counters: ${JSON.stringify(answer)}`)
    return countersAnswer.parse(answer.body)
  }

  let revision = 0
  return {
    lab,
    node,
    client,
    target,
    pki,
    hub,
    state,
    run,
    call,
    start,
    enrol,
    counters,
    agent: () => {
      if (!agent) throw new Error('the agent was not started')
      return agent
    },
    async reading(port: number): Promise<{ up: number; down: number; total: number }> {
      const found = (await counters()).readings.find(entry => entry[0] === port)
      const [, up, down] = found ?? [port, 0, 0]
      return { up, down, total: up + down }
    },
    async health(): Promise<AgentHealth> {
      return agentHealth.parse((await call('GET', '/v1/health')).body)
    },
    /** Publishes the next revision. */
    async publish(ports: readonly DesiredPort[], change: Partial<DesiredConfig> = {}): Promise<Answer> {
      const { instance } = await counters()
      revision++
      const config = { epoch: 1, revision, instance, ports: [...ports], blockedPorts: [], ...change }
      return call('PUT', '/v1/config', config)
    },
    async listening(count: number, timeoutMs = 20_000): Promise<void> {
      const asked = async () => (await this.health()).ports.listening === count
      await eventually(`${count} ports to listen`, asked, timeoutMs)
    },
    nft: (...args: string[]) => lab.exec(node, ['nft', ...args]),
    /** Ids of the ss-servers of this node. */
    async servers(): Promise<number[]> {
      const printed = await lab.exec(node, ['sh', '-c', `pgrep -f "ss-server.*${run}/" || true`])
      const pids = printed.split('\n').filter(line => line !== '')
      const real = (pid: string) => readComm(pid) === 'ss-server'
      return pids.filter(real).map(Number)
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await agent?.kill()
      const purge = [process.execPath, main, ...options, '--purge']
      await lab.exec(node, purge).catch(() => undefined)
      await lab[Symbol.asyncDispose]()
      folder[Symbol.dispose]()
    },
  }
}
export type AgentUnderTest = Awaited<ReturnType<typeof agentUnderTest>>

function readComm(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim()
  } catch {
    return ''
  }
}
