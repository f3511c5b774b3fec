import { recordAudit } from '../audit/record-audit.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import type { Actor } from '../kernel/actor.ts'
import { fingerprintSetting } from '../secrets/open-vault.ts'
import { findAuthorities, insertAuthority } from './authority-store.ts'
import type { PkiDeps } from './pki-deps.ts'
import { signAuthority } from './sign-certificate.ts'

/** Makes the first authority; nothing where there is one. Part of every start. */
export async function createAuthority(deps: PkiDeps, actor: Actor): Promise<void> {
  const { database, clock, vault } = deps
  const exists = await database.inTransaction(async tx => (await findAuthorities(tx)) !== null)
  if (exists) return
  const at = clock.now()
  const authority = await signAuthority(at)
  await database.inTransaction(async tx => {
    await lockAuthorities(tx)
    if ((await findAuthorities(tx)) !== null) return
    await insertAuthority(tx, vault, authority, 'current', at)
    await recordAudit(tx, {
      at,
      actor,
      action: 'authority.create',
      subject: 'hub',
      before: null,
      after: { fingerprint: authority.fingerprint, expiresAt: authority.expiresAt },
    })
  })
}

/** Changes of authorities queue behind a row that always exists: two hubs may start at once. */
export async function lockAuthorities(tx: Tx): Promise<void> {
  rowsOf(await tx.query(`SELECT name FROM settings WHERE name = ?${tx.forUpdate}`, [fingerprintSetting]))
}
