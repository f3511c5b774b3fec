import type { Config } from '../../config/config.ts'
import { editSettings, readSettings, type Settings } from '../../config/edit-settings.ts'
import type { settingEndpoints } from '../../contract/admin/settings.ts'
import { succeed } from '../../kernel/outcome.ts'
import type { PkiDeps } from '../../pki/pki-deps.ts'
import { listCertificates, readAuthority } from '../../pki/read-authority.ts'
import { revokeCertificate } from '../../pki/revoke-certificates.ts'
import { finishRotation, startRotation } from '../../pki/rotate-authority.ts'
import type { HandlerTable } from '../handlers.ts'

export interface SettingHandlerDeps extends PkiDeps {
  readonly config: Config
  readonly version: string
  /** Called after a rotation step or a revocation, so that this hub acts on it at once. */
  refreshCredentials(): Promise<void>
}

/** Answers for settings, certificate authorities and certificates. */
export function settingHandlers(deps: SettingHandlerDeps): HandlerTable<typeof settingEndpoints> {
  const { database, vault, config, version, refreshCredentials } = deps
  const shown = (settings: Settings) => {
    const { hubId, timeZone, collectEverySeconds, publicUrl, demo } = config
    const hub = { hubId, version, engine: database.engine, timeZone, collectEverySeconds, publicUrl, demo }
    return succeed({ ...settings, hub, masterKeyFingerprint: vault.fingerprint })
  }
  return {
    'settings.read': async () => shown(await database.inTransaction(readSettings)),
    'settings.edit': async ({ body }, { actor }) => shown(await editSettings(deps, body, actor)),
    'authority.read': async () => succeed(await readAuthority(deps)),
    'authority.startRotation': async (_input, { actor }) => {
      const started = await startRotation(deps, actor)
      if (started.ok) await refreshCredentials()
      return started
    },
    'authority.finishRotation': async ({ body }, { actor }) => {
      const finished = await finishRotation(deps, body, actor)
      if (!finished.ok) return finished
      await refreshCredentials()
      return succeed({ cutOff: [...finished.value.cutOff] })
    },
    'certificates.list': async ({ query }) => succeed(await listCertificates(deps, query)),
    'certificates.revoke': async ({ params }, { actor }) => {
      const revoked = await revokeCertificate(deps, params, actor)
      if (!revoked.ok) return revoked
      await refreshCredentials()
      return succeed({})
    },
  }
}
