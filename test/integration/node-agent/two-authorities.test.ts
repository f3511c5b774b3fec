import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AgentUnderTest, agentUnderTest, aPort } from '../../harness/agent-under-test.ts'
import { missingParts } from '../../harness/missing-parts.ts'
import { eventually } from '../../harness/processes.ts'
import { tempFolder } from '../../harness/temp-folder.ts'
import { type KeyPair, makeTestPki, type TestPki } from '../../harness/test-pki.ts'

const missing = missingParts(['root', 'nft', 'ss-manager'])

describe.skipIf(missing !== '')(`an agent between two authorities ${missing}`, () => {
  const folder = tempFolder('next-authority')
  let node: AgentUnderTest
  let next: TestPki
  let nextHub: KeyPair

  beforeAll(async () => {
    mkdirSync(join(folder.path, 'pki'))
    next = makeTestPki(join(folder.path, 'pki'))
    nextHub = next.hub()
    node = await agentUnderTest('twoca')
    await node.start()
    await node.enrol()
    await node.publish([aPort(20001)])
  })
  afterAll(async () => {
    await node?.[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })

  /** Statuses of the same request as the old hub and as the next one. */
  const asked = async (trusted: string) => [
    (await node.call('GET', '/v1/health', undefined, node.hub, trusted)).status,
    (await node.call('GET', '/v1/health', undefined, nextHub, trusted)).status,
  ]
  const hand = async (trustedCas: readonly string[], as: KeyPair, trusted: string) => {
    const request = await node.call('GET', '/v1/certificate-request', undefined, as, trusted)
    const { csr } = request.body as { csr: string }
    const grant = { certificate: next.signNode(csr, 7), trustedCas }
    return (await node.call('PUT', '/v1/certificate', grant, as, trusted)).status
  }

  it('trusts the one it was enrolled with, and no other', async () => {
    expect(await asked(node.pki.ca)).toEqual([200, 403])
  })

  it('trusts both while they are changed, and shows a certificate of the next', async () => {
    expect(await hand([node.pki.ca, next.ca], node.hub, node.pki.ca)).toBe(200)
    await eventually('the next certificate', () =>
      asked(next.ca).then(
        ([old, young]) => old === 200 && young === 200,
        () => false,
      ),
    )
    await expect(asked(node.pki.ca)).rejects.toThrow()
  })

  it('goes on so after it was killed', async () => {
    await node.agent().kill()
    await node.start()
    expect(await asked(next.ca)).toEqual([200, 200])
  })

  it('refuses a certificate that the authorities it is to trust did not issue', async () => {
    expect(await hand([node.pki.ca], nextHub, next.ca)).toBe(400)
    expect(await asked(next.ca)).toEqual([200, 200])
  })

  it('refuses the old one once it is retired, with its configuration and counters as they were', async () => {
    const config = async () => (await node.call('GET', '/v1/config', undefined, nextHub, next.ca)).body
    // The agent before was killed: its servers are up again a moment after it answers.
    await eventually('the port to listen', async () =>
      JSON.stringify(await config()).includes('"listening":true'),
    )
    const before = await config()
    expect(await hand([next.ca], nextHub, next.ca)).toBe(200)
    await eventually('the old one to be refused', async () => (await asked(next.ca))[0] === 403)
    expect(await asked(next.ca)).toEqual([403, 200])
    expect(await config()).toEqual(before)
    await node.agent().kill()
    await node.start()
    expect(await asked(next.ca)).toEqual([403, 200])
  })
})
