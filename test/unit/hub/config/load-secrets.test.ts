import { chmodSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../../../hub/config/load-config.ts'
import { loadSecrets, masterKeyFile } from '../../../../hub/config/load-secrets.ts'
import { tempFolder } from '../../../harness/temp-folder.ts'

const key = 'ab'.repeat(32)

describe('secrets', () => {
  it('come from the environment before the key file', () => {
    using folder = tempFolder('secrets')
    const config = loadConfig({ SLUICE_DATA: folder.path })
    expect(loadSecrets({}, config).masterKey).toBeNull()
    writeFileSync(masterKeyFile(folder.path), `${key}\n`, { mode: 0o600 })
    expect(loadSecrets({}, config).masterKey?.toString('hex')).toBe(key)
    const other = Buffer.alloc(32, 7).toString('base64')
    expect(loadSecrets({ SLUICE_MASTER_KEY: other }, config).masterKey).toEqual(Buffer.alloc(32, 7))
  })

  it('are refused where others may read them or they are malformed, without being repeated', () => {
    using folder = tempFolder('secrets')
    const config = loadConfig({ SLUICE_DATA: folder.path })
    writeFileSync(masterKeyFile(folder.path), key)
    chmodSync(masterKeyFile(folder.path), 0o644)
    expect(() => loadSecrets({}, config)).toThrow(/others may read it \(mode 644\); run chmod 600/)
    const given = 'not-a-key-but-secret'
    expect(() => loadSecrets({ SLUICE_MASTER_KEY: given }, config)).toThrow(/^(?!.*not-a-key).*32 bytes/s)
  })
})
