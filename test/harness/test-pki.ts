import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { EnrolmentBundle } from '../../hub/contract/agent/enrolment.ts'

export interface KeyPair {
  readonly key: string
  readonly certificate: string
}

/** A certificate authority of its own for one test, made with openssl. */
export function makeTestPki(directory: string) {
  let made = 0
  const file = (name: string) => join(directory, `${made}-${name}`)
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const key = (name: string) => {
    const path = file(`${name}.key`)
    openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', path)
    return path
  }
  made++
  const caKey = key('ca')
  const caPath = file('ca.pem')
  const caName = `/CN=test ${randomBytes(4).toString('hex')}`
  openssl('req', '-x509', '-new', '-key', caKey, '-subj', caName, '-days', '2', '-out', caPath)

  function sign(csrPath: string, extensions: string, days = 1): string {
    const settings = file('ext')
    const out = file('leaf.pem')
    writeFileSync(settings, extensions)
    const serial = `0x${randomBytes(8).toString('hex')}`
    const ca = ['-CA', caPath, '-CAkey', caKey, '-set_serial', serial]
    openssl('x509', '-req', '-in', csrPath, ...ca, '-days', String(days), '-extfile', settings, '-out', out)
    return readFileSync(out, 'utf8')
  }

  function leaf(name: string, extensions: string, days?: number): KeyPair {
    made++
    const keyPath = key(name)
    const csr = file('csr')
    openssl('req', '-new', '-key', keyPath, '-subj', `/CN=${name}`, '-out', csr)
    return { key: readFileSync(keyPath, 'utf8'), certificate: sign(csr, extensions, days) }
  }

  const nodeExtensions = (id: number) =>
    `extendedKeyUsage=serverAuth\nsubjectAltName=URI:urn:sluice:node:${id},DNS:node-${id}.sluice.internal\n`

  return {
    ca: readFileSync(caPath, 'utf8'),
    leaf,
    /** A client certificate with the hub's role. */
    hub: () => leaf('hub', 'extendedKeyUsage=clientAuth\nsubjectAltName=URI:urn:sluice:role:hub\n'),
    /** A node's certificate with its key. */
    node: (id: number) => leaf(`node-${id}`, nodeExtensions(id)),
    /** Signs a request as the hub does for a node. */
    signNode(csr: string, id: number): string {
      made++
      const path = file('csr')
      writeFileSync(path, csr)
      return sign(path, nodeExtensions(id))
    },
    bundle(nodeId: number, port: number, expiresAt = Date.now() + 86_400_000): EnrolmentBundle {
      const pair = leaf(`node-${nodeId}`, nodeExtensions(nodeId))
      return {
        version: 1,
        nodeId,
        nodeName: `node ${nodeId}`,
        trustedCas: [readFileSync(caPath, 'utf8')],
        bundleKey: pair.key,
        bundleCertificate: pair.certificate,
        token: randomBytes(32).toString('hex'),
        expiresAt,
        listen: { host: '0.0.0.0', port },
      }
    },
  }
}
export type TestPki = ReturnType<typeof makeTestPki>
