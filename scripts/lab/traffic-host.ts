import { join } from 'node:path'
import type { LabHost } from './add-host.ts'
import type { Lab } from './create-lab.ts'
import type { RunningProcess } from './run-process.ts'

/** Starts `traffic-server.ts` on a host, as an unprivileged user; resolves when it listens on TCP and UDP. */
export async function startTrafficServer(
  lab: Lab,
  host: LabHost | string,
  port = 9000,
): Promise<RunningProcess> {
  const script = join(import.meta.dirname, 'traffic-server.ts')
  const server = await lab.spawn(host, [process.execPath, script, '--port', String(port)], { user: 'nobody' })
  await server.waitFor(/^ready$/m)
  return server
}
