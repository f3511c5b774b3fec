import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AgentUnderTest, agentUnderTest, aPort } from '../../harness/agent-under-test.ts'
import { missingParts } from '../../harness/missing-parts.ts'
import { eventually } from '../../harness/processes.ts'

const missing = missingParts(['root', 'nft', 'ss-manager'])

describe.skipIf(missing !== '')(`the agent keeps Shadowsocks as configured ${missing}`, () => {
  let node: AgentUnderTest
  const many = Array.from({ length: 1_000 }, (_, n) => aPort(10_000 + n))

  beforeAll(async () => {
    node = await agentUnderTest('repair')
    await node.start()
    await node.enrol()
  })
  afterAll(() => node?.[Symbol.asyncDispose]())

  it('starts a dead ss-server again, and no other', async () => {
    await node.publish([aPort(20001), aPort(20002), aPort(20003)])
    await node.listening(3)
    const before = await node.servers()
    const victim = before[1] ?? 0
    process.kill(victim, 'SIGKILL')
    await eventually('the repair', async () => (await node.health()).repairs.portsRestarted === 1)
    await node.listening(3)
    const after = await node.servers()
    expect(after.filter(pid => before.includes(pid))).toHaveLength(2)
  })

  it('adopts the servers of a killed manager as they are', async () => {
    const before = await node.servers()
    const manager = await node.lab.exec(node.node, ['pgrep', '-f', `ss-manager.*${node.run}/`])
    for (const pid of manager.trim().split('\n')) {
      if (readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'ss-manager')
        process.kill(Number(pid), 'SIGKILL')
    }
    await eventually('another manager', async () => (await node.health()).repairs.backendRestarted === 1)
    expect(await node.servers()).toEqual(before)
    await node.publish([aPort(20001), aPort(20002)])
    await eventually('the third to end', async () => (await node.servers()).length === 2)
  })

  it('replaces a server with a wrong password', async () => {
    const file = join(node.run, '.shadowsocks_20001.conf')
    const wrong = { server_port: 20001, password: 'something-else', method: 'aes-256-gcm' }
    writeFileSync(file, JSON.stringify(wrong))
    await eventually('the right password', () => readFileSync(file, 'utf8').includes('password-of-20001'))
    await node.listening(2)
  })

  it('goes on after the agent was killed, without touching a server', async () => {
    const before = await node.servers()
    await node.agent().kill()
    expect(await node.servers()).toEqual(before)
    await node.start()
    await node.listening(2)
    expect(await node.servers()).toEqual(before)
  })

  it('applies 1,000 ports, and a change of 100 touches only those', async () => {
    const answer = await node.publish(many)
    expect(answer).toMatchObject({ status: 200, body: { touched: 1_002 } })
    await node.listening(1_000, 60_000)
    const before = new Set(await node.servers())
    expect(before.size).toBe(1_000)
    const changed = many.map((port, n) => (n % 10 === 0 ? { ...port, password: 'another-password' } : port))
    expect(await node.publish(changed)).toMatchObject({ status: 200, body: { touched: 100 } })
    // The agent dies in the middle and ends at the same state.
    await eventually('some to be changed', async () => (await node.servers()).some(pid => !before.has(pid)))
    await node.agent().kill()
    await node.start()
    await eventually(
      '100 others',
      async () => {
        const now = await node.servers()
        return now.length === 1_000 && now.filter(pid => !before.has(pid)).length === 100
      },
      60_000,
    )
    await node.listening(1_000)
    const { instance, epoch, revision } = await node.counters()
    const again = { epoch, revision, instance, ports: changed, blockedPorts: [] }
    expect(await node.call('PUT', '/v1/config', again)).toMatchObject({ status: 200, body: { touched: 0 } })
    const older = { ...again, revision: revision - 1 }
    expect(await node.call('PUT', '/v1/config', older)).toMatchObject({
      status: 409,
      body: { error: 'revision_refused', current: { epoch, revision } },
    })
    const other = { ...again, ports: changed.slice(1) }
    expect(await node.call('PUT', '/v1/config', other)).toMatchObject({
      status: 409,
      body: { error: 'revision_conflict' },
    })
  }, 180_000)
})
