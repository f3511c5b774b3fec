import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LabHost } from '../../scripts/lab/add-host.ts'
import { createLab, type Lab, sweepLeftovers } from '../../scripts/lab/create-lab.ts'
import { listNamespaces } from '../../scripts/lab/ip-command.ts'
import { startTrafficServer } from '../../scripts/lab/traffic-host.ts'
import { whatIsMissing } from '../../scripts/lab/what-is-missing.ts'
import { eventually } from '../harness/processes.ts'

const missing = whatIsMissing('tc')
const probe = join(import.meta.dirname, '..', 'harness', 'lab-probe.ts')

describe.skipIf(missing)(`lab${missing ? ` (skipped: needs ${missing})` : ''}`, () => {
  let lab: Lab
  let a: LabHost
  let b: LabHost
  let bystander: LabHost

  beforeAll(async () => {
    lab = await createLab({ name: 'self' })
    a = await lab.host('a', { control: true })
    b = await lab.host('b')
    bystander = await lab.host('c')
    await startTrafficServer(lab, b)
  })
  afterAll(() => lab[Symbol.asyncDispose]())

  const ask = async (kind: string, ...args: string[]): Promise<unknown> =>
    JSON.parse(await lab.exec(a, [process.execPath, probe, kind, ...args], { user: 'nobody' }))

  it.each(['ipv4', 'ipv6'] as const)(
    'carries 8,000-byte datagrams over a 1,500-byte MTU by %s',
    async family => {
      const before = await lab.counters(a)
      expect(await ask('udp', b[family], '9000', '8000', '10')).toEqual({ whole: 10 })
      const after = await lab.counters(a)
      // 8,000 bytes need six fragments, each way.
      expect(after.sent.packets - before.sent.packets).toBe(60)
      expect(after.received.packets - before.received.packets).toBe(60)
      const header = family === 'ipv4' ? 20 : 48
      const bytes = 10 * (8_008 + 6 * (header + 14))
      expect(after.sent.bytes - before.sent.bytes).toBe(bytes)
      expect(after.received.bytes - before.received.bytes).toBe(bytes)
    },
  )

  it.each(['ipv4', 'ipv6'] as const)('carries TCP both ways by %s', async family => {
    expect(await ask('tcp', b[family], '9000', 'send 3000000')).toEqual({ got: 3_000_000, answer: '' })
    expect(await ask('tcp', b[family], '9000', 'receive 3000000', '3000000')).toEqual({
      got: 17,
      answer: 'received 3000000\n',
    })
  })

  it('shows nothing to a host that is not meant, and says nothing by itself', async () => {
    const quiet = { received: { bytes: 0, packets: 0 }, sent: { bytes: 0, packets: 0 } }
    expect(await lab.counters(bystander)).toEqual(quiet)
  })

  it('is reached from outside through the control link alone', async () => {
    expect(a.controlAddress).toMatch(/^10\.78\./)
    const server = await startTrafficServer(lab, a, 9100)
    const before = await lab.counters(a)
    const child = spawn(process.execPath, [probe, 'tcp', a.controlAddress ?? '', '9100', 'send 1000'])
    const [printed] = await once(child.stdout, 'data')
    expect(JSON.parse(String(printed))).toEqual({ got: 1000, answer: '' })
    expect(await lab.counters(a)).toEqual(before)
    await server.stop()
  })

  it('obeys a rate and an MTU', async () => {
    await lab.link(a, { mtu: 1280, receiveRate: 8_000_000 })
    const started = performance.now()
    expect(await ask('tcp', b.ipv4, '9000', 'send 1500000')).toEqual({ got: 1_500_000, answer: '' })
    // 1.5 MB at 1 MB a second, less the bucket: a lower bound that no slow machine breaks.
    expect(performance.now() - started).toBeGreaterThan(1_000)
    await lab.link(a, { mtu: 1500, receiveRate: 0 })
  })

  it('runs programs as somebody without rights', async () => {
    expect((await lab.exec(a, ['id', '-un'], { user: 'nobody' })).trim()).toBe('nobody')
    await expect(lab.exec(a, ['ip', 'link', 'set', 'eth0', 'down'], { user: 'nobody' })).rejects.toThrow()
  })
})

describe.skipIf(missing)(`a lab's end${missing ? ` (skipped: needs ${missing})` : ''}`, () => {
  const namespacesOf = (pid: number) => listNamespaces().filter(name => name.startsWith(`sl-lab-${pid}-`))
  const startOwner = async () => {
    const owner = spawn(process.execPath, [probe, 'lab'], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [printed] = await once(owner.stdout, 'data')
    const { server } = JSON.parse(String(printed))
    if (owner.pid === undefined) throw new Error('the probe did not start')
    return { owner, pid: owner.pid, server: Number(server) }
  }
  const isGone = (pid: number) => {
    try {
      process.kill(pid, 0)
      return false
    } catch {
      return true
    }
  }

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('leaves nothing after %s', async signal => {
    const { owner, pid, server } = await startOwner()
    expect(namespacesOf(pid)).toHaveLength(3)
    owner.kill(signal)
    await once(owner, 'exit')
    expect(namespacesOf(pid)).toEqual([])
    await eventually('the server to end', () => isGone(server))
  })

  it('after kill -9 ends its programs at once and its hosts with the next lab', async () => {
    const { owner, pid, server } = await startOwner()
    owner.kill('SIGKILL')
    await once(owner, 'exit')
    await eventually('the server to end', () => isGone(server))
    sweepLeftovers()
    expect(namespacesOf(pid)).toEqual([])
  })
})
