import { existsSync } from 'node:fs'
import { createHub, type Hub, type HubOverrides } from '../../hub/app.ts'
import { loadConfig } from '../../hub/config/load-config.ts'
import type { Secrets } from '../../hub/config/load-secrets.ts'
import type { DatabaseConfig } from '../../hub/db/data-source.ts'
import type { ListenerAddresses } from '../../hub/http/create-listeners.ts'
import { tempFolder } from './temp-folder.ts'

/** The variables that name a test database. The password goes apart. */
export function databaseVariables(config: DatabaseConfig): Record<string, string> {
  if (config.engine === 'sqlite') return { SLUICE_DATABASE: 'sqlite' }
  const { user, host, port, database } = config
  return { SLUICE_DATABASE: `mariadb://${user}@${host}:${port}/${database}?pool=${config.poolSize}` }
}

export interface WholeHub extends AsyncDisposable {
  readonly hub: Hub
  readonly addresses: ListenerAddresses
  /** Its data directory. */
  readonly folder: string
}

/** The hub as it runs, on free ports of loopback. */
export async function startWholeHub(
  database: DatabaseConfig,
  options: HubOverrides & { readonly masterKey?: Buffer; readonly settings?: Record<string, string> } = {},
): Promise<WholeHub> {
  const folder = tempFolder('whole-hub')
  const loaded = loadConfig({
    ...databaseVariables(database),
    SLUICE_DATA: folder.path,
    SLUICE_ADMIN_PORT: '0',
    SLUICE_PUBLIC_PORT: '0',
    SLUICE_METRICS_PORT: '0',
    ...options.settings,
  })
  // Where a test has filled the file of its database, that is the hub's; else it makes one in its data directory.
  const isFilled = database.engine === 'sqlite' && existsSync(database.file)
  const config = isFilled ? { ...loaded, database } : loaded
  const secrets: Secrets = {
    masterKey: options.masterKey ?? null,
    databasePassword: database.engine === 'mariadb' ? database.password : '',
  }
  const hub = await createHub(config, secrets, { strictAnswers: true, ...options })
  const addresses = await hub.start()
  return {
    hub,
    addresses,
    folder: folder.path,
    async [Symbol.asyncDispose]() {
      await hub.stop()
      folder[Symbol.dispose]()
    },
  }
}
