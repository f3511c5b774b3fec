import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Instant } from '../../../hub/contract/primitives.ts'
import type { Database } from '../../../hub/db/transaction.ts'
import { systemClock } from '../../../hub/kernel/clock.ts'
import { createAuthority } from '../../../hub/pki/create-authority.ts'
import { issueNodeCertificate } from '../../../hub/pki/issue-certificate.ts'
import type { Vault } from '../../../hub/secrets/vault.ts'
import { makeCsr, makeKey } from '../../../node-agent/install/make-csr.ts'
import { instanceOf, seedPairs } from '../../builders/seed-pairs.ts'
import { succeeded } from '../../harness/people-and-nodes.ts'
import { startNode } from '../../harness/processes.ts'
import { tempFolder } from '../../harness/temp-folder.ts'

/** What a process of simulated nodes is told of one of them. */
export interface SimulatedNode {
  readonly nodeId: number
  readonly instance: string
  readonly key: string
  readonly certificate: string
  readonly trustedCas: readonly string[]
}

export interface SimulatedFleet extends AsyncDisposable {
  /** Processor time of all simulated nodes together so far, in ms. */
  readonly pid: number
  readonly nodes: readonly { readonly nodeId: number; readonly host: string; readonly port: number }[]
}

/**
 * A fleet as rows in a database that has its schema, and one process that answers for all its nodes over HTTPS with
 * certificates of this hub's authority, which is made if there is none.
 */
export async function startSimulatedFleet(
  deps: { readonly database: Database; readonly vault: Vault },
  wanted: { readonly pairs: number; readonly usersPerPair: number },
): Promise<SimulatedFleet> {
  const actor = { kind: 'system', name: 'bench' } as const
  const pki = { ...deps, clock: systemClock }
  await createAuthority(pki, actor)
  // All nodes share a key: making one takes time and is not what is measured.
  const key = makeKey()
  const csr = makeCsr(key, 1)
  const given: SimulatedNode[] = []
  for (let nodeId = 1; nodeId <= 2 * wanted.pairs; nodeId += 1) {
    const { certificate, trustedCas } = succeeded(await issueNodeCertificate(pki, { nodeId, csr }, actor))
    given.push({ nodeId, instance: instanceOf(nodeId), key, certificate, trustedCas })
  }
  await using undo = new AsyncDisposableStack()
  const folder = undo.use(tempFolder('simulated'))
  const file = join(folder.path, 'nodes.json')
  writeFileSync(file, JSON.stringify(given), { mode: 0o600 })
  const process = undo.use(await startNode(join(import.meta.dirname, 'nodes.ts'), [file]))
  const [, printed = '[]'] = await process.waitFor(/^ports (\[.*\])$/m, 30_000)
  const ports = JSON.parse(printed) as number[]

  const host = '127.0.0.1'
  const portOf = (nodeId: number) => ports[nodeId - 1] ?? 0
  await deps.database.inTransaction(tx =>
    seedPairs(tx, {
      ...wanted,
      now: (systemClock.now() - 60_000) as Instant,
      sealedPassword: deps.vault.seal(randomBytes(16).toString('base64')),
      managementAddress: nodeId => ({ host, port: portOf(nodeId) }),
    }),
  )
  const running = undo.move()
  return {
    pid: process.pid,
    nodes: given.map(({ nodeId }) => ({ nodeId, host, port: portOf(nodeId) })),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}
