import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parseMasterKey } from '../../../../hub/config/load-secrets.ts'
import { readSetting, writeSetting } from '../../../../hub/config/setting-store.ts'
import type { Instant } from '../../../../hub/contract/primitives.ts'
import { systemClock } from '../../../../hub/kernel/clock.ts'
import { createOperator } from '../../../../hub/operators/create-operator.ts'
import { createPasswords } from '../../../../hub/operators/passwords.ts'
import { createAuthority } from '../../../../hub/pki/create-authority.ts'
import { issueHubCertificate } from '../../../../hub/pki/issue-certificate.ts'
import { openVault } from '../../../../hub/secrets/open-vault.ts'
import { rotateMasterKey } from '../../../../hub/secrets/rotate-master-key.ts'
import { createVault } from '../../../../hub/secrets/vault.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { openTestDatabase } from '../../../harness/open-test-database.ts'
import { tempFolder } from '../../../harness/temp-folder.ts'

const actor = { kind: 'command-line', name: 'test' } as const
const clock = systemClock

forEachEngine('the master key', engine => {
  it('is generated once, into a file for its owner alone, and needed from then on', async () => {
    await using open = await openTestDatabase(engine)
    using folder = tempFolder('master-key')
    const keyFile = join(folder.path, 'data', 'master.key')
    const start = (masterKey: Buffer | null) =>
      openVault({ database: open.database, clock }, { masterKey, keyFile })
    const first = await start(null)
    expect(first.generated).toBe(true)
    expect(statSync(keyFile).mode & 0o777).toBe(0o600)
    const key = parseMasterKey(readFileSync(keyFile, 'utf8'))
    expect((await start(key)).vault.fingerprint).toBe(first.vault.fingerprint)
    await expect(start(null)).rejects.toThrow(/no key was given\. Restore the key/)
    await expect(start(Buffer.alloc(32))).rejects.toThrow(/but the key given is [0-9a-f]{32}\. Restore/)
  })

  it('is never generated for a database that holds something', async () => {
    await using open = await openTestDatabase(engine)
    using folder = tempFolder('master-key')
    const { database } = open
    const deps = { database, clock, passwords: createPasswords() }
    await createOperator(deps, { email: 'a@b.cc', name: 'A', role: 'owner' }, actor)
    const keyFile = join(folder.path, 'master.key')
    await expect(openVault({ database, clock }, { masterKey: null, keyFile })).rejects.toThrow(/Restore/)
    expect(() => statSync(keyFile)).toThrow(/ENOENT/)
  })

  it('is taken by one of two hubs that start on an empty database at once', async () => {
    await using open = await openTestDatabase(engine)
    using folder = tempFolder('master-key')
    const starts = [open.database, await open.another()].map((database, index) =>
      openVault({ database, clock }, { masterKey: null, keyFile: join(folder.path, `${index}.key`) }),
    )
    const ended = await Promise.allSettled(starts)
    expect(ended.map(one => one.status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  it('is exchanged for every secret at once, or for none', async () => {
    await using open = await openTestDatabase(engine)
    const { database } = open
    const [oldKey, newKey] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
    const from = createVault(oldKey)
    const to = createVault(newKey)
    const start = (masterKey: Buffer) => openVault({ database, clock }, { masterKey, keyFile: '/nowhere' })
    const { vault } = await start(oldKey)
    await createAuthority({ database, clock, vault }, actor)
    const at = clock.now() as Instant
    await database.inTransaction(tx => writeSetting(tx, 'sealed.mail', from.seal('mail password'), at))

    // One that does not open: nothing is changed.
    await database.inTransaction(tx => writeSetting(tx, 'sealed.bad', 'v1:AAAA:AAAA', at))
    await expect(rotateMasterKey({ database, clock }, { from, to }, actor)).rejects.toThrow(/does not open/)
    await start(oldKey)
    await issueHubCertificate({ database, clock, vault: from })
    await database.inTransaction(tx => tx.query("DELETE FROM settings WHERE name = 'sealed.bad'"))

    const rotated = await rotateMasterKey({ database, clock }, { from, to }, actor)
    expect(rotated).toEqual({ ok: true, value: { resealed: 2 } })
    await expect(start(oldKey)).rejects.toThrow(/Restore/)
    expect((await start(newKey)).vault.fingerprint).toBe(to.fingerprint)
    await issueHubCertificate({ database, clock, vault: to })
    const sealed = await database.inTransaction(tx => readSetting(tx, 'sealed.mail'))
    expect(to.open(String(sealed))).toBe('mail password')
    expect(await rotateMasterKey({ database, clock }, { from, to }, actor)).toMatchObject({
      ok: false,
      code: 'changed_meanwhile',
    })
  })
})
