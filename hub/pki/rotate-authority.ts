import { recordAudit } from '../audit/record-audit.ts'
import { writeSetting } from '../config/setting-store.ts'
import { authorityEntity } from '../db/entities/system.ts'
import { announce } from '../events/announce.ts'
import type { Actor } from '../kernel/actor.ts'
import { fail, type Outcome, outcomeOf, RolledBack } from '../kernel/outcome.ts'
import { insertAuthority, readAuthorities } from './authority-store.ts'
import { lockAuthorities } from './create-authority.ts'
import { listRenewals, trustChangedSetting } from './list-renewals.ts'
import type { PkiDeps } from './pki-deps.ts'
import { signAuthority } from './sign-certificate.ts'

/*
 *   current            start            finish
 *   ───────▶ current + next ───────▶ next becomes current, the old one is retired and its key destroyed
 *            the walk: every node                the walk again: every node
 *            gets a leaf of `next`               forgets the retired authority
 *            and trusts both
 */

/** Makes the next authority. From now on both are trusted, and `listRenewals` names every node. */
export async function startRotation(
  deps: PkiDeps,
  actor: Actor,
): Promise<Outcome<{ readonly fingerprint: string }>> {
  const { database, clock, vault } = deps
  const at = clock.now()
  const authority = await signAuthority(at)
  return outcomeOf(() =>
    database.inTransaction(async tx => {
      await lockAuthorities(tx)
      const { next } = await readAuthorities(tx)
      if (next) throw new RolledBack(fail('already_running', { since: next.createdAt }))
      await insertAuthority(tx, vault, authority, 'next', at)
      await writeSetting(tx, trustChangedSetting, at, at)
      await announce(tx, { at, kind: 'authority.rotation', subject: { state: 'started' } })
      const after = { fingerprint: authority.fingerprint, expiresAt: authority.expiresAt }
      await recordAudit(tx, { at, actor, action: 'authority.rotate', subject: 'hub', before: null, after })
      return { fingerprint: authority.fingerprint }
    }),
  )
}

/**
 * Makes the next authority the only one. Fails with `rotation_unfinished` and the nodes that would be cut off;
 * `force` cuts them off: they need to be enrolled again.
 */
export function finishRotation(
  deps: PkiDeps,
  input: { readonly force: boolean },
  actor: Actor,
): Promise<Outcome<{ readonly cutOff: readonly number[] }>> {
  const { database, clock } = deps
  return outcomeOf(() =>
    database.inTransaction(async tx => {
      const at = clock.now()
      await lockAuthorities(tx)
      const { current, next } = await readAuthorities(tx)
      if (!next) throw new RolledBack(fail('not_found', { what: 'a rotation' }))
      const waiting = (await listRenewals(tx, at))
        .filter(renewal => renewal.reason !== 'expiring')
        .map(renewal => renewal.nodeId)
      if (waiting.length > 0 && !input.force) {
        throw new RolledBack(fail('rotation_unfinished', { nodes: waiting }))
      }
      await tx.manager.update(authorityEntity, { id: current.id }, { state: 'retired', keySecret: '' })
      await tx.manager.update(authorityEntity, { id: next.id }, { state: 'current' })
      await writeSetting(tx, trustChangedSetting, at, at)
      await announce(tx, { at, kind: 'authority.rotation', subject: { state: 'finished' } })
      await recordAudit(tx, {
        at,
        actor,
        action: 'authority.rotate',
        subject: 'hub',
        before: { current: current.id, next: next.id },
        after: { current: next.id, retired: current.id, cutOff: waiting },
      })
      return { cutOff: waiting }
    }),
  )
}
