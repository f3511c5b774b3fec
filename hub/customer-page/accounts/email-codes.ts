import { timingSafeEqual } from 'node:crypto'
import type { Instant } from '../../contract/primitives.ts'
import { type EmailCodeRow, emailCodeEntity } from '../../db/entities/customers.ts'
import { lockRows } from '../../db/lock-rows.ts'
import { affectedOf, type Tx } from '../../db/transaction.ts'
import { fail, type Outcome, RolledBack, succeed } from '../../kernel/outcome.ts'
import type { AccountDeps } from './account-deps.ts'

export const codeMinutes = 15
const mostTries = 5

type Purpose = EmailCodeRow['purpose']

/** Makes a code for an address; the one before it is dead. Only its hash is stored. */
export async function makeCode(
  tx: Tx,
  deps: Pick<AccountDeps, 'vault' | 'random'>,
  wanted: {
    readonly purpose: Purpose
    readonly email: string
    readonly userId: number | null
    readonly at: Instant
  },
): Promise<string> {
  const { purpose, email, userId, at } = wanted
  const code = String(deps.random(6).readUIntBE(0, 6) % 1_000_000).padStart(6, '0')
  await tx.query('DELETE FROM email_codes WHERE purpose = ? AND email = ?', [purpose, email])
  await tx.manager.insert(emailCodeEntity, {
    ...{ purpose, email, userId, codeHash: hashOf(deps, purpose, email, code), tries: 0 },
    ...{ createdAt: at, expiresAt: at + codeMinutes * 60_000 },
  })
  return code
}

/**
 * The row of a right code; after five wrong ones it is dead. Commits its tries, whatever comes after.
 * Fails with `code_refused`, the same for every reason.
 */
export async function checkCode(
  deps: AccountDeps,
  given: { readonly purpose: Purpose; readonly email: string; readonly code: string },
): Promise<Outcome<EmailCodeRow>> {
  const { purpose, email } = given
  const code = given.code.replaceAll(/\D/g, '')
  return deps.database.inTransaction(async tx => {
    const found = await tx.manager.findOneBy(emailCodeEntity, { purpose, email })
    const [row] = found === null ? [] : await lockRows(tx, emailCodeEntity, [found.id])
    const hash = hashOf(deps, purpose, email, code)
    if (row === undefined || row.expiresAt <= deps.clock.now() || row.tries >= mostTries) return refused
    await tx.manager.update(emailCodeEntity, { id: row.id }, { tries: row.tries + 1 })
    return timingSafeEqual(Buffer.from(row.codeHash), Buffer.from(hash)) ? succeed(row) : refused
  })
}

/** Uses a code up. Throws `RolledBack` with `code_refused` where another request was faster. */
export async function spendCode(tx: Tx, row: EmailCodeRow): Promise<void> {
  const removed = affectedOf(await tx.query('DELETE FROM email_codes WHERE id = ?', [row.id]))
  if (removed === 0) throw new RolledBack(refused)
}

const refused = fail('code_refused', { why: 'unknown', what: 'mail' })

const hashOf = (deps: Pick<AccountDeps, 'vault'>, purpose: Purpose, email: string, code: string): string =>
  deps.vault.hash(`mailed ${purpose} ${email} ${code}`)
