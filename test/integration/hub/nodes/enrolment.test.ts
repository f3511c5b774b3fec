import { randomBytes, X509Certificate } from 'node:crypto'
import { expect, it } from 'vitest'
import { alertEntity, auditEntity, certificateEntity } from '../../../../hub/db/entities/system.ts'
import { systemClock } from '../../../../hub/kernel/clock.ts'
import { createAgentClient } from '../../../../hub/node-config/agent-client.ts'
import { completeEnrolment } from '../../../../hub/nodes/complete-enrolment.ts'
import { createNode } from '../../../../hub/nodes/create-node.ts'
import { enrolNode } from '../../../../hub/nodes/enrol-node.ts'
import { removeNode } from '../../../../hub/nodes/remove-node.ts'
import { renewCertificate, walkFleet } from '../../../../hub/nodes/renew-certificate.ts'
import { createAuthority } from '../../../../hub/pki/create-authority.ts'
import { createHubCredentials } from '../../../../hub/pki/hub-credentials.ts'
import { finishRotation, startRotation } from '../../../../hub/pki/rotate-authority.ts'
import { startEnrollingAgent } from '../../../fakes/enrolling-agent.ts'
import { forEachEngine, type TestEngine } from '../../../harness/engines.ts'
import { aNode, openPeopleAndNodes, operator, succeeded } from '../../../harness/people-and-nodes.ts'
import { freePort } from '../../../harness/processes.ts'
import { tempFolder } from '../../../harness/temp-folder.ts'

/** Certificates are checked against the machine's clock, so it is the hub's here. */
async function openEnrolment(engine: TestEngine) {
  const hub = await openPeopleAndNodes(engine)
  const base = { ...hub.deps, clock: systemClock, allowLocal: true }
  await createAuthority(base, operator)
  const credentials = await createHubCredentials(base)
  const agent = createAgentClient(credentials.present, { allowLocal: true, timeoutMs: 5_000 })
  const deps = { ...base, agent }
  const port = await freePort()
  const settings = { ...aNode(1), managementHost: '127.0.0.1', managementPort: port }
  const node = succeeded(await createNode(deps, settings, operator))
  return {
    deps,
    nodeId: node.id,
    target: { nodeId: node.id, host: '127.0.0.1', port },
    credentials,
    folder: () => tempFolder('enrolling'),
    bundle: async () => succeeded(await enrolNode(deps, { nodeId: node.id }, operator)),
    complete: (over: Partial<typeof deps> = {}) =>
      completeEnrolment({ ...deps, ...over }, { nodeId: node.id }, operator),
    alerts: async () =>
      (await hub.database.inTransaction(tx => tx.manager.find(alertEntity)))
        .filter(a => a.openKey !== null)
        .map(a => a.kind),
    async [Symbol.asyncDispose]() {
      await hub[Symbol.asyncDispose]()
    },
  }
}

forEachEngine('enrolment', engine => {
  it('gives an agent a certificate for its own key, after which it is known by it alone', async () => {
    await using test = await openEnrolment(engine)
    using folder = test.folder()
    expect(await test.complete()).toMatchObject({ code: 'not_ready', facts: { reason: 'no_bundle' } })
    const bundle = await test.bundle()
    expect(await test.complete()).toMatchObject({ code: 'node_unreachable' })
    await using agent = await startEnrollingAgent(folder.path, bundle)
    expect(await test.deps.agent.health(test.target)).toMatchObject({ ok: false, kind: 'refused' })
    expect(succeeded(await test.complete())).toMatchObject({ state: 'active' })
    expect((await test.deps.agent.health(test.target)).ok).toBe(true)
    expect(new X509Certificate(agent.certificate()).subjectAltName).toContain(
      `URI:urn:sluice:node:${test.nodeId}`,
    )
    const entries = await test.deps.database.inTransaction(tx => tx.manager.find(auditEntity))
    expect(JSON.stringify(entries)).not.toContain(bundle.token)
  })

  it('takes a bundle once: a second machine with it raises an alert and gets nothing', async () => {
    await using test = await openEnrolment(engine)
    using first = test.folder()
    using second = test.folder()
    const bundle = await test.bundle()
    {
      await using _agent = await startEnrollingAgent(first.path, bundle)
      succeeded(await test.complete())
    }
    await using copy = await startEnrollingAgent(second.path, bundle)
    expect(await test.complete()).toMatchObject({ code: 'forbidden', facts: { reason: 'bundle_used_twice' } })
    expect(copy.certificate()).toBe('')
    expect(await test.alerts()).toEqual(['node.bundle_used_twice'])
  })

  it('signs for one of many hubs that meet the agent at the same time', async () => {
    await using test = await openEnrolment(engine)
    using folder = test.folder()
    await using _agent = await startEnrollingAgent(folder.path, await test.bundle())
    const met = await Promise.all(Array.from({ length: 5 }, () => test.complete()))
    expect(met.filter(outcome => outcome.ok).length).toBeGreaterThanOrEqual(1)
    const signed = await test.deps.database.inTransaction(tx =>
      tx.manager.findBy(certificateEntity, { role: 'node' }),
    )
    expect(signed).toHaveLength(1)
    expect(await test.alerts()).toEqual([])
    expect((await test.deps.agent.health(test.target)).ok).toBe(true)
  })

  it('is void once replaced, once run out, and with another token', async () => {
    await using test = await openEnrolment(engine)
    using folder = test.folder()
    using other = test.folder()
    const old = await test.bundle()
    const present = await test.bundle()
    {
      await using _agent = await startEnrollingAgent(folder.path, old)
      expect(await test.complete()).toMatchObject({ code: 'node_unreachable', facts: { reason: 'refused' } })
    }
    {
      const forged = { ...present, token: randomBytes(32).toString('hex') }
      await using _agent = await startEnrollingAgent(other.path, forged)
      expect(await test.complete()).toMatchObject({ code: 'forbidden' })
    }
    using third = test.folder()
    await using _agent = await startEnrollingAgent(third.path, present)
    const tomorrow = {
      ...systemClock,
      now: () => (present.expiresAt + 1) as ReturnType<typeof systemClock.now>,
    }
    expect(await test.complete({ clock: tomorrow })).toMatchObject({
      code: 'not_ready',
      facts: { reason: 'bundle_expired' },
    })
  })

  it('can be tried again when the agent could not be told, and is done when only its answer was lost', async () => {
    await using test = await openEnrolment(engine)
    using folder = test.folder()
    await using agent = await startEnrollingAgent(folder.path, await test.bundle())
    const lost = { ok: false as const, kind: 'timeout' as const, message: 'lost' }
    const asked = { ...test.deps.agent, putEnrolment: async () => lost }
    expect(await test.complete({ agent: asked })).toMatchObject({ code: 'node_unreachable' })
    const answerLost = async (...given: Parameters<typeof test.deps.agent.putEnrolment>) => {
      await test.deps.agent.putEnrolment(...given)
      return lost
    }
    expect(succeeded(await test.complete({ agent: { ...asked, putEnrolment: answerLost } })).state).toBe(
      'active',
    )
    expect(agent.certificate()).not.toBe('')
    expect(await test.alerts()).toEqual([])
  })

  it('renews over the present certificate, walks a rotation, and ends with the removal', async () => {
    await using test = await openEnrolment(engine)
    using folder = test.folder()
    await using agent = await startEnrollingAgent(folder.path, await test.bundle())
    expect(await renewCertificate(test.deps, { nodeId: test.nodeId }, operator)).toMatchObject({
      code: 'not_ready',
    })
    succeeded(await test.complete())
    const first = agent.certificate()
    succeeded(await renewCertificate(test.deps, { nodeId: test.nodeId }, operator))
    expect(agent.certificate()).not.toBe(first)
    expect(await walkFleet(test.deps, operator)).toEqual({ renewed: [], failed: [] })

    succeeded(await startRotation(test.deps, operator))
    await test.credentials.refresh()
    const before = agent.trustedCas()
    expect(await walkFleet(test.deps, operator)).toEqual({ renewed: [test.nodeId], failed: [] })
    expect(agent.trustedCas()).toHaveLength(2)
    succeeded(await finishRotation(test.deps, { force: false }, operator))
    await test.credentials.refresh()
    expect(await walkFleet(test.deps, operator)).toEqual({ renewed: [test.nodeId], failed: [] })
    expect(agent.trustedCas()).toHaveLength(1)
    expect(agent.trustedCas()).not.toEqual(before)
    expect((await test.deps.agent.health(test.target)).ok).toBe(true)

    succeeded(await removeNode(test.deps, { nodeId: test.nodeId, dead: false }, operator))
    await test.credentials.refresh()
    expect(await test.deps.agent.health(test.target)).toMatchObject({ ok: false, kind: 'refused' })
    expect(await renewCertificate(test.deps, { nodeId: test.nodeId }, operator)).toMatchObject({
      code: 'node_removed',
    })
  })

  it('reports the nodes that a walk did not reach', async () => {
    await using test = await openEnrolment(engine)
    using folder = test.folder()
    {
      await using _agent = await startEnrollingAgent(folder.path, await test.bundle())
      succeeded(await test.complete())
    }
    succeeded(await startRotation(test.deps, operator))
    const walk = await walkFleet(test.deps, operator)
    expect(walk.renewed).toEqual([])
    expect(walk.failed).toEqual([
      { nodeId: test.nodeId, message: expect.stringContaining('node_unreachable') },
    ])
  })
})
