import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { connect, createServer, type TLSSocket, type TlsOptions } from 'node:tls'
import { expect, it } from 'vitest'
import { listAlerts } from '../../../../hub/alerts/list-alerts.ts'
import type { Instant } from '../../../../hub/contract/primitives.ts'
import type { Clock } from '../../../../hub/kernel/clock.ts'
import { createAuthority } from '../../../../hub/pki/create-authority.ts'
import { createHubCredentials } from '../../../../hub/pki/hub-credentials.ts'
import {
  confirmDelivery,
  issueEnrolmentCertificate,
  issueHubCertificate,
  issueNodeCertificate,
  trustedCertificates,
} from '../../../../hub/pki/issue-certificate.ts'
import { listRenewals } from '../../../../hub/pki/list-renewals.ts'
import { readAuthority } from '../../../../hub/pki/read-authority.ts'
import { revokeCertificate, revokeNodeCertificates } from '../../../../hub/pki/revoke-certificates.ts'
import { finishRotation, startRotation } from '../../../../hub/pki/rotate-authority.ts'
import { watchExpiry } from '../../../../hub/pki/watch-expiry.ts'
import { openVault } from '../../../../hub/secrets/open-vault.ts'
import { forEachEngine, type TestEngine } from '../../../harness/engines.ts'
import { openTestDatabase } from '../../../harness/open-test-database.ts'
import { tempFolder } from '../../../harness/temp-folder.ts'

const actor = { kind: 'command-line', name: 'test' } as const
const day = 86_400_000

/** A hub's certificate authority, and agents that make their own keys with openssl. */
async function startPki(engine: TestEngine) {
  const open = await openTestDatabase(engine)
  const folder = tempFolder('pki')
  let now = Date.now()
  const clock: Clock = { now: () => now as Instant, sleep: async () => {} }
  const { database } = open
  const opened = await openVault({ database, clock }, { masterKey: Buffer.alloc(32, 3), keyFile: '' })
  const deps = { database, clock, vault: opened.vault }
  await createAuthority(deps, actor)
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'pipe'] })
  return {
    deps,
    advance(ms: number) {
      now += ms
    },
    /** Key and request of an agent; the request asks for names that it must not get. */
    request(curve = 'prime256v1') {
      const [key, csr] = [join(folder.path, 'key.pem'), join(folder.path, 'csr.pem')]
      openssl('ecparam', '-name', curve, '-genkey', '-noout', '-out', key)
      const names = 'subjectAltName=URI:urn:sluice:role:hub,DNS:evil.example'
      openssl('req', '-new', '-key', key, '-subj', '/CN=hub', '-addext', names, '-out', csr)
      return { key: readFileSync(key, 'utf8'), csr: readFileSync(csr, 'utf8') }
    },
    verify(ca: string, certificate: string): boolean {
      const [caFile, leafFile] = [join(folder.path, 'ca.pem'), join(folder.path, 'leaf.pem')]
      writeFileSync(caFile, ca)
      writeFileSync(leafFile, certificate)
      try {
        openssl('verify', '-x509_strict', '-CAfile', caFile, leafFile)
        return true
      } catch {
        return false
      }
    },
    async enrol(nodeId: number) {
      const { key, csr } = this.request()
      const issued = await issueNodeCertificate(deps, { nodeId, csr }, actor)
      if (!issued.ok) throw new Error(issued.code)
      await database.inTransaction(tx => confirmDelivery(tx, issued.value.serial, clock.now()))
      return { ...issued.value, key }
    },
    async addNode(id: number) {
      const columns = {
        name: `node ${id}`,
        state: 'active',
        country: 'HK',
        region: 'hk',
        capacity: 10,
        managementHost: '192.0.2.1',
        managementPort: 8443,
        ciphers: '[]',
        portFrom: 10_000,
        portUntil: 20_000,
        blockedPorts: '[]',
        note: '',
        revision: 1,
        assignmentsVersion: 1,
        enrolledAt: now,
        createdAt: now,
        version: 1,
      }
      const names = Object.keys(columns)
      await database.inTransaction(tx =>
        tx.query(`INSERT INTO nodes (id, ${names.join(', ')}) VALUES (?${', ?'.repeat(names.length)})`, [
          id,
          ...Object.values(columns),
        ]),
      )
    },
    async [Symbol.asyncDispose]() {
      await open[Symbol.asyncDispose]()
      folder[Symbol.dispose]()
    },
  }
}

/** What the client sees: `true`, or why the handshake failed. TLS 1.3 tells a client late, so one byte is read. */
async function shakeHands(server: TlsOptions, client: { key: string; cert: string; ca: string[] }) {
  const listener = createServer({
    minVersion: 'TLSv1.3',
    requestCert: true,
    rejectUnauthorized: true,
    ...server,
  })
  listener.on('secureConnection', (socket: TLSSocket) => socket.on('error', () => {}).end('!'))
  listener.on('tlsClientError', () => {})
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const { port } = listener.address() as AddressInfo
  const socket = connect({ port, host: '127.0.0.1', ...client, checkServerIdentity: () => undefined })
  try {
    const [data] = await Promise.race([
      once(socket, 'data'),
      once(socket, 'close').then(() => {
        throw new Error('closed')
      }),
    ])
    return String(data) === '!'
  } catch (error) {
    return error instanceof Error ? error.message : 'failed'
  } finally {
    socket.destroy()
    listener.close()
  }
}

forEachEngine('certificates', engine => {
  it('name the node that they were issued for, whatever the request asks', async () => {
    await using pki = await startPki(engine)
    const node = await pki.enrol(7)
    const leaf = new X509Certificate(node.certificate)
    expect(leaf.subjectAltName).toBe('URI:urn:sluice:node:7, DNS:node-7.sluice.internal')
    expect(leaf.subject).toBe('CN=node-7')
    expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1'])
    expect(leaf.ca).toBe(false)
    const [ca = ''] = await trustedCertificates(pki.deps)
    expect(pki.verify(ca, node.certificate)).toBe(true)
    expect(leaf.serialNumber.toLowerCase()).toBe(node.serial)
    expect(leaf.fingerprint256.replaceAll(':', '').toLowerCase()).toBe(node.fingerprint)
    expect(leaf.validToDate.getTime() - Date.now()).toBeLessThanOrEqual(365 * day)
  })

  it('are refused to a request with a wrong signature, another curve, or no request at all', async () => {
    await using pki = await startPki(engine)
    const { csr } = pki.request()
    const der = Buffer.from(csr.replace(/-----.*-----|\s/g, ''), 'base64')
    der[der.length - 1] = (der.at(-1) ?? 0) ^ 1
    const forged = `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`
    for (const text of [forged, pki.request('secp384r1').csr, 'x', '']) {
      expect(await issueNodeCertificate(pki.deps, { nodeId: 1, csr: text }, actor)).toMatchObject({
        ok: false,
        code: 'bad_request',
      })
    }
  })

  it('let the hub in as a client and nothing else: no node, no bundle, no foreign hub', async () => {
    await using pki = await startPki(engine)
    await using foreign = await startPki(engine)
    const ca = [...(await trustedCertificates(pki.deps))]
    const node = await pki.enrol(1)
    const other = await pki.enrol(2)
    const server = { key: node.key, cert: node.certificate, ca }
    const as = ({ key, certificate }: { key: string; certificate: string }) =>
      shakeHands(server, { key, cert: certificate, ca })
    expect(await as(await issueHubCertificate(pki.deps))).toBe(true)
    expect(await as(other)).not.toBe(true)
    expect(await as(await issueEnrolmentCertificate(pki.deps, 1))).not.toBe(true)
    expect(await as(await issueHubCertificate(foreign.deps))).not.toBe(true)
    const hub = await issueHubCertificate(pki.deps)
    const hubServes = { key: hub.key, cert: hub.certificate, ca }
    expect(await shakeHands(hubServes, { key: hub.key, cert: hub.certificate, ca })).not.toBe(true)
  })

  it('are denied at once when they are revoked, by node or one by one', async () => {
    await using pki = await startPki(engine)
    const [one, two] = [await pki.enrol(1), await pki.enrol(2)]
    const credentials = await createHubCredentials(pki.deps)
    const denied = () => [one, two].map(credentials.present().denied)
    expect(denied()).toEqual([false, false])
    const { database, clock } = pki.deps
    expect(await database.inTransaction(tx => revokeNodeCertificates(tx, 1, clock.now()))).toBe(1)
    expect(await revokeCertificate(pki.deps, { serial: two.serial }, actor)).toMatchObject({ ok: true })
    expect(await revokeCertificate(pki.deps, { serial: 'ab' }, actor)).toMatchObject({ code: 'not_found' })
    await credentials.refresh()
    expect(denied()).toEqual([true, true])
  })

  it('walk the fleet from one authority to the next without a moment in which a node is cut off', async () => {
    await using pki = await startPki(engine)
    const { deps } = pki
    const renewals = () => deps.database.inTransaction(tx => listRenewals(tx, deps.clock.now()))
    for (const id of [1, 2]) await pki.addNode(id)
    expect(await renewals()).toEqual([
      { nodeId: 1, reason: 'missing' },
      { nodeId: 2, reason: 'missing' },
    ])
    const before = [await pki.enrol(1), await pki.enrol(2)]
    const credentials = await createHubCredentials(deps)
    const [oldCa = ''] = credentials.present().trustedCas
    const reaches = (node: { key: string; certificate: string; trustedCas: readonly string[] }) => {
      const { identity, trustedCas } = credentials.present()
      return shakeHands(
        { key: node.key, cert: node.certificate, ca: [...node.trustedCas] },
        { key: identity.key, cert: identity.certificate, ca: [...trustedCas] },
      )
    }
    expect(await renewals()).toEqual([])
    expect(await finishRotation(deps, { force: false }, actor)).toMatchObject({ code: 'not_found' })

    pki.advance(1_000)
    expect(await startRotation(deps, actor)).toMatchObject({ ok: true })
    expect(await startRotation(deps, actor)).toMatchObject({ code: 'already_running' })
    await credentials.refresh()
    expect(await renewals()).toMatchObject([{ reason: 'authority' }, { reason: 'authority' }])
    for (const node of before) expect(await reaches(node)).toBe(true)
    const walked = [await pki.enrol(1)]
    expect(await finishRotation(deps, { force: false }, actor)).toMatchObject({
      code: 'rotation_unfinished',
      facts: { nodes: [2] },
    })
    walked.push(await pki.enrol(2))
    for (const node of walked) expect(await reaches(node)).toBe(true)

    pki.advance(1_000)
    expect(await finishRotation(deps, { force: false }, actor)).toMatchObject({ value: { cutOff: [] } })
    for (const node of walked) expect(await reaches(node)).toBe(true)
    await credentials.refresh()
    for (const node of walked) expect(await reaches(node)).toBe(true)
    for (const node of before) expect(await reaches(node)).not.toBe(true)
    expect(credentials.present().trustedCas).not.toContain(oldCa)
    // The second walk makes the agents forget the retired authority.
    expect(await renewals()).toMatchObject([{ reason: 'trust' }, { reason: 'trust' }])
    const last = [await pki.enrol(1), await pki.enrol(2)]
    for (const node of last) expect([await reaches(node), node.trustedCas.length]).toEqual([true, 1])
    expect(await renewals()).toEqual([])
    expect(await readAuthority(deps)).toMatchObject({ current: { id: 2 }, next: null })
  })

  it('raise an alert 30 days before their end, a louder one at 7, and none after the renewal', async () => {
    await using pki = await startPki(engine)
    const { deps } = pki
    await pki.addNode(1)
    await pki.enrol(1)
    const credentials = await createHubCredentials(deps)
    const [first] = [credentials.present().identity.certificate]
    const alerts = async () => {
      await deps.database.inTransaction(tx => watchExpiry(tx, deps.clock.now()))
      return (await listAlerts(deps, { limit: 10, state: 'open' })).items.map(one => [
        one.subject,
        one.severity,
      ])
    }
    pki.advance(330 * day)
    expect(await alerts()).toEqual([])
    pki.advance(6 * day)
    expect(await alerts()).toEqual([['node:1', 'warning']])
    pki.advance(23 * day)
    expect(await alerts()).toEqual([['node:1', 'critical']])
    await credentials.refresh()
    expect(credentials.present().identity.certificate).not.toBe(first)
    await pki.enrol(1)
    expect(await alerts()).toEqual([])
  })

  it('come from one authority, even when two hubs start at once', async () => {
    await using open = await openTestDatabase(engine)
    const clock: Clock = { now: () => Date.now() as Instant, sleep: async () => {} }
    const key = { masterKey: Buffer.alloc(32, 3), keyFile: '' }
    const { vault } = await openVault({ database: open.database, clock }, key)
    const hubs = [open.database, await open.another()]
    await Promise.all(hubs.map(database => createAuthority({ database, clock, vault }, actor)))
    const rows = await open.database.inTransaction(tx => tx.query('SELECT state FROM authorities'))
    expect(rows).toEqual([{ state: 'current' }])
  })
})
