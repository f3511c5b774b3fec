import { join } from 'node:path'
import { rowsOf } from '../../hub/db/transaction.ts'
import type { RunningProcess } from '../../scripts/lab/run-process.ts'
import { startNode } from './processes.ts'
import type { StagedFleet } from './staged-fleet.ts'

/** A daemon on the database of a staged fleet, one of several. */
export interface HubProcess extends AsyncDisposable {
  readonly process: RunningProcess
  /** What its name in leases and in the history of jobs begins with. */
  readonly name: string
  /** By which nodes know it: SHA-256 of its certificate, in lower-case hex. */
  readonly certificate: string
}

const hubMain = join(import.meta.dirname, '../../hub/main.ts')

/** Starts a hub of its own data directory; one after the other, for its certificate is known by being new. */
export async function startHubProcess(
  fleet: StagedFleet,
  name: string,
  settings: Readonly<Record<string, string>>,
): Promise<HubProcess> {
  const before = new Set(await hubCertificates(fleet))
  const env = {
    ...fleet.environment,
    SLUICE_DATA: join(fleet.folder, name),
    SLUICE_HUB_ID: name,
    ...settings,
  }
  const process = await startNode(hubMain, [], { env })
  try {
    await process.waitFor(/the hub is running/, 30_000)
    const [certificate = ''] = (await hubCertificates(fleet)).filter(known => !before.has(known))
    return { process, name, certificate, [Symbol.asyncDispose]: () => process.kill() }
  } catch (error) {
    await process.kill()
    throw error
  }
}

function hubCertificates({ database }: StagedFleet): Promise<string[]> {
  return database.inTransaction(async tx =>
    rowsOf(await tx.query("SELECT fingerprint FROM certificates WHERE role = 'hub'")).map(row =>
      String(row['fingerprint']),
    ),
  )
}
