import { execFileSync } from 'node:child_process'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appliedConfig } from '../../../hub/contract/agent/config.ts'
import { agentHealth } from '../../../hub/contract/agent/health.ts'
import { type AgentUnderTest, agentUnderTest, aPort } from '../../harness/agent-under-test.ts'
import { missingParts } from '../../harness/missing-parts.ts'
import { eventually } from '../../harness/processes.ts'
import { tempFolder } from '../../harness/temp-folder.ts'
import { makeTestPki } from '../../harness/test-pki.ts'

const missing = missingParts(['root', 'nft', 'ss-manager'])

describe.skipIf(missing !== '')(`the agent refuses in words ${missing}`, () => {
  let node: AgentUnderTest

  beforeAll(async () => {
    node = await agentUnderTest('refuse')
    await node.start()
  })
  afterAll(() => node?.[Symbol.asyncDispose]())

  it('gives nothing but enrolment before it is enrolled, and no enrolment afterwards', async () => {
    expect((await node.call('GET', '/v1/counters')).status).toBe(404)
    const grant = { certificate: node.pki.node(7).certificate, trustedCas: [node.pki.ca] }
    expect(await node.call('PUT', '/v1/enrolment', grant)).toMatchObject({
      status: 400,
      body: { error: 'bad_request' },
    })
    await node.enrol()
    expect(await node.call('GET', '/v1/enrolment')).toMatchObject({
      status: 403,
      body: { error: 'enrolment_refused' },
    })
  })

  it('knows the hub by authority, role and purpose', async () => {
    using folder = tempFolder('foreign')
    const foreign = makeTestPki(folder.path).hub()
    const expired = node.pki.leaf(
      'old',
      'extendedKeyUsage=clientAuth\nsubjectAltName=URI:urn:sluice:role:hub\n',
      0,
    )
    const cases = [
      { pair: {}, status: 401 },
      { pair: foreign, status: 403 },
      { pair: expired, status: 403 },
      { pair: node.pki.node(8), status: 403 },
      {
        pair: node.pki.leaf(
          'other',
          'extendedKeyUsage=clientAuth\nsubjectAltName=URI:urn:sluice:role:desk\n',
        ),
        status: 403,
      },
      {
        pair: node.pki.leaf('x', 'extendedKeyUsage=serverAuth\nsubjectAltName=URI:urn:sluice:role:hub\n'),
        status: 403,
      },
    ]
    await new Promise(resolve => setTimeout(resolve, 1_100))
    for (const { pair, status } of cases) {
      expect((await node.call('GET', '/v1/health', undefined, pair)).status).toBe(status)
    }
    expect((await node.call('GET', '/v1/health')).status).toBe(200)
  })

  it('refuses what is not as the contract says, and goes on', async () => {
    const { instance } = await node.counters()
    const put = (ports: unknown, change = {}) =>
      node.call('PUT', '/v1/config', { epoch: 1, revision: 1, instance, ports, blockedPorts: [], ...change })
    for (const port of [0, 70_000, 1.5, '80', null]) {
      expect(await put([{ ...aPort(20001), port }])).toMatchObject({
        status: 400,
        body: { error: 'bad_request' },
      })
    }
    expect(await put([aPort(20001), aPort(20001)])).toMatchObject({ status: 400 })
    expect(
      await put([{ ...aPort(20001), cipher: '2022-blake3-aes-256-gcm', password: 'not a key' }]),
    ).toMatchObject({
      status: 400,
    })
    const key = Buffer.alloc(32, 1).toString('base64')
    expect(await put([aPort(20001, { cipher: '2022-blake3-aes-256-gcm', password: key })])).toMatchObject({
      status: 422,
      body: { error: 'cipher_unsupported', ports: [20001] },
    })
    expect(await put([aPort(40_000)])).toMatchObject({
      status: 422,
      body: { error: 'port_unusable', ports: [40_000] },
    })
    expect(await put([aPort(7443)])).toMatchObject({
      status: 422,
      body: { error: 'port_unusable', ports: [7443] },
    })
    expect(await put([], { instance: '0'.repeat(32) })).toMatchObject({
      status: 409,
      body: { error: 'instance_changed' },
    })
    expect(await node.call('PUT', '/v1/config', '{"epoch":')).toMatchObject({ status: 400 })
    expect(
      await node.call('PUT', '/v1/certificate', `"${'x'.repeat(10_000_000)}"`).catch(() => ({ status: 413 })),
    ).toMatchObject({
      status: 413,
    })
    expect(await node.call('GET', '/v1/counters?request=short')).toMatchObject({ status: 400 })
    expect(await node.call('DELETE', '/')).toMatchObject({ status: 404, body: { error: 'not_found' } })
    expect((await node.counters()).revision).toBe(0)
  })

  it('survives a client that speaks no TLS, and one that says nothing', async () => {
    const host = node.node.controlAddress ?? ''
    for (const method of ['GET', 'POST']) {
      const body = method === 'POST' ? { body: 'x'.repeat(100_000) } : {}
      const answer = await fetch(`http://${host}:7443/v1/health`, { method, ...body })
      expect(answer.status).toBe(400)
      expect(await answer.json()).toMatchObject({ message: expect.stringContaining('https://') })
    }
    for (const noise of ['\x00\x01\x02', '\x16\x03\x01\x02\x00']) {
      const socket = connect(7443, host).on('error', () => undefined)
      const closed = new Promise(resolve => socket.once('close', resolve))
      socket.end(noise)
      socket.resume()
      await closed
    }
    const silent = connect(7443, host)
    expect(
      (await node.health()).problems.filter(
        problem => problem.part !== 'certificate' && problem.part !== 'shadowsocks',
      ),
    ).toEqual([])
    silent.destroy()
  })

  it('takes a renewed certificate and serves it', async () => {
    const { csr } = (await node.call('GET', '/v1/certificate-request')).body as { csr: string }
    const before = (await node.health()).certificateExpiresAt
    const answer = await node.call('PUT', '/v1/certificate', {
      certificate: node.pki.signNode(csr, 7),
      trustedCas: [node.pki.ca],
    })
    expect(answer.status).toBe(200)
    await eventually('the new certificate', async () => (await node.health()).certificateExpiresAt >= before)
    expect((await node.call('GET', '/metrics')).body).toContain('sluice_agent_ports_desired 0')
  })

  it('says more to a hub that asks for it, and nothing new to one that does not know of it', async () => {
    await node.publish([aPort(20001)], { blockedPorts: [465, 587] })
    const { body: config } = await node.call('GET', '/v1/config?details=1')
    expect(appliedConfig.parse(config)).toMatchObject({ blockedPorts: [465, 587] })
    expect((await node.call('GET', '/v1/config')).body).not.toHaveProperty('blockedPorts')
    const { body: health } = await node.call('GET', '/v1/health?details=1')
    const { machine } = agentHealth.parse(health)
    expect(machine?.totalSeconds).toBeGreaterThan(machine?.busySeconds ?? Number.NaN)
    expect(machine?.memoryTotalBytes).toBeGreaterThan(machine?.memoryAvailableBytes ?? Number.NaN)
    expect((await node.call('GET', '/v1/health')).body).not.toHaveProperty('machine')
  })

  it('enforces and refuses to answer while the disk is full, and loses nothing', async () => {
    await node.publish([aPort(20001)])
    await node.agent().kill()
    // A disk of its own, as small as can be.
    await node.lab.exec(node.node, ['true'])
    execFileSync('cp', ['-a', node.state, `${node.state}.kept`])
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=512k,mode=0700', 'tmpfs', node.state])
    try {
      execFileSync('cp', ['-a', `${node.state}.kept/.`, node.state])
      await node.start()
      const before = await node.counters()
      execFileSync('sh', ['-c', `head -c 1000000 /dev/zero > ${node.state}/filler || true`], {
        stdio: 'ignore',
      })
      const id = '0'.repeat(32)
      expect(await node.call('GET', `/v1/counters?request=${id}`)).toMatchObject({
        status: 503,
        body: { error: 'not_durable' },
      })
      expect((await node.health()).problems.map(problem => problem.part)).toContain('disk')
      expect(await node.nft('list', 'quotas')).toContain('b20001')
      execFileSync('rm', [`${node.state}/filler`])
      const after = await node.counters()
      expect(after.seq).toBeGreaterThan(before.seq)
      expect(after.instance).toBe(before.instance)
      await node.agent().kill()
    } finally {
      execFileSync('umount', ['-l', node.state])
    }
  })
})
