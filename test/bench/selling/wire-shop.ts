import { createAgentLine } from '../../../hub/app/agent-line.ts'
import { wirePorts } from '../../../hub/app/ports.ts'
import { wireInvites } from '../../../hub/app/wire-invites.ts'
import { wireSelling } from '../../../hub/app/wire-selling.ts'
import { loadConfig } from '../../../hub/config/load-config.ts'
import type { Database } from '../../../hub/db/transaction.ts'
import { systemClock } from '../../../hub/kernel/clock.ts'
import { neverCrash } from '../../../hub/kernel/crash-points.ts'
import { silentLogger } from '../../../hub/kernel/logger.ts'
import { hubCredentialsWhenAsked } from '../../../hub/pki/hub-credentials.ts'
import { openVault } from '../../../hub/secrets/open-vault.ts'

/** Selling wired as the hub wires it, over a database that has its schema. Nothing runs by itself. */
export async function wireShop(database: Database, masterKey: Buffer) {
  const { vault } = await openVault({ database, clock: systemClock }, { masterKey, keyFile: '' })
  const system = { database, clock: systemClock, vault }
  const credentials = hubCredentialsWhenAsked(system)
  const parts = wirePorts({
    ...system,
    config: loadConfig({}),
    credentials,
    agent: createAgentLine(credentials, { allowLocal: true }),
    smtpOfEnvironment: null,
  })
  const { rewards } = wireInvites(parts)
  return { ...parts, ...wireSelling(parts, silentLogger, neverCrash, rewards) }
}

export type WiredShop = Awaited<ReturnType<typeof wireShop>>
