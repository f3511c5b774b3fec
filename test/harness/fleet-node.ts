import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { completeEnrolment, createNode, enrolNode } from '../../hub/contract/admin/nodes.ts'
import type { AnyEndpoint, EndpointAnswer } from '../../hub/contract/endpoint.ts'
import type { InProcessRequest } from '../../hub/http/call-handler.ts'
import type { CrashPoint } from '../../node-agent/crash-points.ts'
import type { LabHost } from '../../scripts/lab/add-host.ts'
import type { Lab } from '../../scripts/lab/create-lab.ts'
import type { RunningProcess } from '../../scripts/lab/run-process.ts'
import { eventually } from './processes.ts'

/** A node of a fleet: its agent runs on a host of the lab and is enrolled at the hub. */
export interface FleetNode extends AsyncDisposable {
  readonly id: number
  readonly host: LabHost
  readonly managementPort: number
  /** Where its agent keeps its state. */
  readonly state: string
  /** Where the manager of Shadowsocks lives. */
  readonly run: string
  /** The agent's process id. */
  pid(): number
  output(): string
  /** `kill -9` of the agent; Shadowsocks and the table stay. */
  kill9(): Promise<void>
  /** Starts the agent again from its own state; it must not run. `env` may name a crash point. */
  start(env?: Readonly<Record<string, string>>): Promise<void>
  /** The process id of its ss-manager; undefined when none runs. */
  managerPid(): Promise<number | undefined>
  nft(...args: string[]): Promise<string>
  /** What the kernel has counted of a port; zeros where it has no counter. */
  kernel(
    port: number,
  ): Promise<{ readonly upload: number; readonly download: number; readonly total: number }>
  /** Whether Shadowsocks listens on a port, TCP and UDP. */
  listens(port: number): Promise<boolean>
}

export interface NewFleetNode {
  readonly lab: Lab
  /** For the state of its agent. */
  readonly folder: string
  readonly fleet: string
  /** Counts from 1: its addresses are 203.0.113.(10 + n) and 2001:db8:77::(10 + n). */
  readonly n: number
  /** Crash points at which its agent ends while it is enrolled, each followed by another try. */
  readonly enrolmentCrashes?: readonly CrashPoint[]
  call<E extends AnyEndpoint>(endpoint: E, request: InProcessRequest<E>): Promise<EndpointAnswer<E>>
}

const agentMain = join(import.meta.dirname, '../../node-agent/main.ts')
/** The contract's default. */
const agentPort = 8_471

/** Makes a host, describes it to the hub, starts its agent with a bundle and enrols it, as an operator would. */
export async function addFleetNode(wanted: NewFleetNode): Promise<FleetNode> {
  const { lab, folder, fleet, n, call } = wanted
  const [ipv4, ipv6] = [`203.0.113.${10 + n}`, `2001:db8:77::${10 + n}`]
  const host = await lab.host(`node${n}`, { addresses: [`${ipv4}/24`, `${ipv6}/64`], control: true })
  const managementHost = host.controlAddress
  if (managementHost === undefined) throw new Error(`${host.name} has no control link`)
  const { id } = await call(createNode, {
    body: {
      name: `node ${n}`,
      country: 'HK',
      region: `region ${n}`,
      capacity: 1_000,
      managementHost,
      addresses: [
        { kind: 'ipv4', host: ipv4, portOffset: 0 },
        { kind: 'ipv6', host: ipv6, portOffset: 0 },
      ],
    },
  })
  const state = join(folder, `agent-${n}`)
  const run = `/run/sluice-${fleet}${process.pid}n${n}`
  const bundleFile = join(folder, `bundle-${n}.json`)
  const { bundle } = await call(enrolNode, { params: { nodeId: id } })
  writeFileSync(bundleFile, JSON.stringify(bundle), { mode: 0o600 })

  const options = ['--state', state, '--run', run, '--ss-user', 'nobody']
  const begin = async (more: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const started = await lab.spawn(host, [process.execPath, agentMain, ...options, ...more], { env })
    await started.waitFor(/the agent listens/)
    return started
  }
  for (const point of wanted.enrolmentCrashes ?? []) {
    const dying = await begin(['--enroll', bundleFile], { SLUICE_CRASH_AT: point })
    await call(completeEnrolment, { params: { nodeId: id } }).catch(() => undefined)
    await eventually(`the agent to end at ${point}`, () => dying.ended() !== undefined)
  }
  let agent: RunningProcess = await begin(['--enroll', bundleFile])
  await call(completeEnrolment, { params: { nodeId: id } })

  const nft = (...args: string[]) => lab.exec(host, ['nft', ...args])
  const managerPid = async () => {
    const printed = await lab.exec(host, ['sh', '-c', `pgrep -f "ss-manager.*${run}/" || true`])
    return printed
      .split('\n')
      .map(Number)
      .find(pid => pid > 0 && commandOf(pid) === 'ss-manager')
  }
  const kernel = async (port: number) => {
    const counted = async (set: 'up' | 'down') => {
      const printed = await nft('list', 'set', 'inet', 'sluice', set).catch(() => '')
      return Number(new RegExp(`\\b${port} counter packets \\d+ bytes (\\d+)`).exec(printed)?.[1] ?? 0)
    }
    const [upload, download] = [await counted('up'), await counted('down')]
    return { upload, download, total: upload + download }
  }
  return {
    id,
    host,
    managementPort: agentPort,
    state,
    run,
    pid: () => agent.pid,
    output: () => agent.output(),
    kill9: () => agent.kill(),
    async start(env = {}) {
      agent = await begin([], env)
    },
    managerPid,
    nft,
    kernel,
    async listens(port) {
      const printed = await lab.exec(host, ['ss', '-Hltun'])
      const has = (kind: string) =>
        printed.split('\n').some(line => line.startsWith(kind) && new RegExp(`:${port}\\s`).test(line))
      return has('tcp') && has('udp')
    },
    async [Symbol.asyncDispose]() {
      await agent.kill()
      const purge = [process.execPath, agentMain, ...options, '--purge']
      await lab.exec(host, purge).catch(() => undefined)
      await eventually('the manager to end', async () => (await managerPid()) === undefined).catch(() => {})
    },
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim()
  } catch {
    return ''
  }
}
