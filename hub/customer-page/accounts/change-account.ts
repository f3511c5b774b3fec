import { customerAccountEntity } from '../../db/entities/customers.ts'
import { userEntity } from '../../db/entities/users.ts'
import { fail, type Outcome, outcomeOf, succeed } from '../../kernel/outcome.ts'
import { isMailAddress } from '../../mail/address-rule.ts'
import { readMailPreferences } from '../../mail/mail-preferences.ts'
import { changeUser } from '../../users/change-user.ts'
import { deleteUser } from '../../users/delete-user.ts'
import type { Accounts, NewSession, Origin } from '../ports.ts'
import { type AccountDeps, customerActor } from './account-deps.ts'
import { customerPasswordWeakness } from './customer-password-rule.ts'
import { endSessions, openSession } from './customer-sessions.ts'
import { checkCode, codeMinutes, makeCode, spendCode } from './email-codes.ts'
import { storePassword } from './store-password.ts'
import { countMail, countTry, forgetTries } from './tries.ts'

/** Fails with `wrong_credentials`, the same for an unknown address, and `too_many_requests`. */
export async function signIn(
  deps: AccountDeps,
  { email, password, origin }: Parameters<Accounts['signIn']>[0],
): Promise<Outcome<NewSession>> {
  const user = await deps.database.inTransaction(tx => tx.manager.findOneBy(userEntity, { email }))
  const proven = await provePassword(deps, { userId: user?.id ?? null, email, password, origin })
  if (!proven.ok) return proven
  const at = deps.clock.now()
  return succeed(
    await deps.database.inTransaction(tx =>
      openSession(tx, deps.random, { userId: proven.value, origin, at }),
    ),
  )
}

/** The user whose password it is. Counts the try first; as much work for an account that does not exist. */
async function provePassword(
  deps: AccountDeps,
  given: {
    readonly userId: number | null
    readonly email: string
    readonly password: string
    readonly origin: Origin
  },
): Promise<Outcome<number>> {
  const { userId, email, password, origin } = given
  const counted = await outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      await countTry(tx, deps, email, origin, deps.clock.now())
      return tx.manager.findOneBy(customerAccountEntity, { userId: userId ?? 0 })
    }),
  )
  if (!counted.ok) return counted
  const isRight = await deps.passwords.verify(counted.value?.passwordHash ?? null, password)
  if (!isRight || userId === null) return fail('wrong_credentials')
  await deps.database.inTransaction(tx => forgetTries(tx, deps, email, origin))
  return succeed(userId)
}

async function proveOwner(
  deps: AccountDeps,
  {
    userId,
    password,
    origin,
  }: { readonly userId: number; readonly password: string; readonly origin: Origin },
): Promise<Outcome<string>> {
  const user = await deps.database.inTransaction(tx => tx.manager.findOneBy(userEntity, { id: userId }))
  if (user?.email == null) return fail('wrong_credentials')
  const { email } = user
  const proven = await provePassword(deps, { userId, email, password, origin })
  return proven.ok ? succeed(email) : proven
}

/** Ends every session and begins a new one. Fails with `wrong_credentials`, `weak_password`, `too_many_requests`. */
export async function changePassword(
  deps: AccountDeps,
  given: Parameters<Accounts['changePassword']>[0],
): Promise<Outcome<NewSession>> {
  const { userId, newPassword, origin } = given
  const owner = await proveOwner(deps, given)
  if (!owner.ok) return owner
  const email = owner.value
  const weakness = customerPasswordWeakness(newPassword, email)
  if (weakness !== null) return fail('weak_password', { why: weakness })
  const passwordHash = await deps.passwords.hash(newPassword)
  return succeed(
    await deps.database.inTransaction(async tx => {
      await storePassword(tx, deps, { userId, email, passwordHash })
      return openSession(tx, deps.random, { userId, origin, at: deps.clock.now() })
    }),
  )
}

/** Mails a code to the new address, where nobody has it; the answer is the same where somebody does. */
export async function askAddressChange(
  deps: AccountDeps,
  given: Parameters<Accounts['askAddressChange']>[0],
): Promise<Outcome<unknown>> {
  const { userId, email, locale, origin } = given
  if (!isMailAddress(email)) return fail('bad_request', { what: 'email' })
  const owner = await proveOwner(deps, given)
  if (!owner.ok) return owner
  return outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      const at = deps.clock.now()
      await countMail(tx, deps, email, origin, at)
      const isKnown = (await tx.manager.findOneBy(userEntity, { email })) !== null
      const code = await makeCode(tx, deps, { purpose: 'change', email, userId, at })
      const params = { code, minutes: codeMinutes }
      if (!isKnown)
        await deps.queueMail(tx, { at, to: email, locale, userId, template: 'address-code', params })
    }),
  )
}

/** Fails with `code_refused`. The old address is told. */
export async function changeAddress(
  deps: AccountDeps,
  { userId, email, code }: Parameters<Accounts['changeAddress']>[0],
): Promise<Outcome<unknown>> {
  const refused = fail('code_refused', { why: 'unknown', what: 'mail' })
  const checked = await checkCode(deps, { purpose: 'change', email, code })
  if (!checked.ok) return checked
  if (checked.value.userId !== userId) return refused
  let former: string | null = null
  const changed = await changeUser(deps, {
    userId,
    action: 'customer.address',
    actor: customerActor(userId),
    async patch(tx, user) {
      await spendCode(tx, checked.value)
      former = user.email
      return { email, ...(user.name === user.email ? { name: email.slice(0, 64) } : {}) }
    },
    async follow(tx, _user, _before, at) {
      if (former === null) return
      const { locale } = await readMailPreferences(tx, userId)
      await deps.queueMail(tx, {
        at,
        to: former,
        locale,
        userId,
        template: 'address-changed',
        params: { at },
      })
    },
  })
  return !changed.ok && changed.code === 'email_taken' ? refused : changed
}

/** Removes what identifies the customer; his orders and totals stay without a name. */
export async function closeAccount(
  deps: AccountDeps,
  given: Parameters<Accounts['closeAccount']>[0],
): Promise<Outcome<unknown>> {
  const { userId } = given
  const owner = await proveOwner(deps, given)
  if (!owner.ok) return owner
  const deleted = await deleteUser(deps, { userId }, customerActor(userId))
  if (!deleted.ok) return deleted
  return outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      await endSessions(tx, userId)
      await tx.manager.delete(customerAccountEntity, { userId })
      await tx.query('DELETE FROM email_codes WHERE email = ? OR userId = ?', [owner.value, userId])
      await tx.query('DELETE FROM mail_preferences WHERE userId = ?', [userId])
    }),
  )
}
