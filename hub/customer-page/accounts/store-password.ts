import { recordAudit } from '../../audit/record-audit.ts'
import { customerAccountEntity } from '../../db/entities/customers.ts'
import type { Tx } from '../../db/transaction.ts'
import { readMailPreferences } from '../../mail/mail-preferences.ts'
import { forgetAttempts } from '../../operators/attempt-limits.ts'
import { type AccountDeps, customerActor } from './account-deps.ts'
import { endSessions } from './customer-sessions.ts'
import { accountTriesName } from './tries.ts'

/** Stores a new password, ends every session and tells the customer of it. */
export async function storePassword(
  tx: Tx,
  deps: AccountDeps,
  change: { readonly userId: number; readonly email: string; readonly passwordHash: string },
): Promise<void> {
  const { userId, email, passwordHash } = change
  const at = deps.clock.now()
  const known = await tx.manager.update(customerAccountEntity, { userId }, { passwordHash, changedAt: at })
  if (known.affected === 0) {
    await tx.manager.insert(customerAccountEntity, { userId, passwordHash, createdAt: at, changedAt: at })
  }
  await endSessions(tx, userId)
  await forgetAttempts(tx, accountTriesName(deps, email))
  const { locale } = await readMailPreferences(tx, userId)
  await deps.queueMail(tx, { at, to: email, locale, userId, template: 'password-changed', params: { at } })
  await recordAudit(tx, {
    ...{ at, actor: customerActor(userId), action: 'customer.password', subject: `user:${userId}` },
    ...{ before: null, after: null },
  })
}
