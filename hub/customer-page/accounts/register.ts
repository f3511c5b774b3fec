import { customerAccountEntity } from '../../db/entities/customers.ts'
import { userEntity } from '../../db/entities/users.ts'
import { fail, type Outcome, outcomeOf, RolledBack, succeed } from '../../kernel/outcome.ts'
import { isMailAddress } from '../../mail/address-rule.ts'
import { setMailPreferences } from '../../mail/mail-preferences.ts'
import { createUserInTx } from '../../users/create-user.ts'
import type { Accounts, NewSession } from '../ports.ts'
import type { AccountDeps } from './account-deps.ts'
import { customerPasswordWeakness } from './customer-password-rule.ts'
import { openSession } from './customer-sessions.ts'
import { checkCode, codeMinutes, makeCode, spendCode } from './email-codes.ts'
import { storePassword } from './store-password.ts'
import { countMail } from './tries.ts'

type Asked = Parameters<Accounts['askRegistration']>[0]
type Given = Parameters<Accounts['register']>[0]

/** Counts by itself, so that what is refused afterwards, an invitation that does not exist, counts too. */
const countAsking = (deps: AccountDeps, email: string, origin: Asked['origin']): Promise<Outcome<unknown>> =>
  outcomeOf(() => deps.database.inTransaction(tx => countMail(tx, deps, email, origin, deps.clock.now())))

/** Mails a code. Whoever has an account is mailed one for a new password instead: the answer is the same. */
export async function askRegistration(deps: AccountDeps, asked: Asked): Promise<Outcome<unknown>> {
  const { email, origin, locale } = asked
  if (!isMailAddress(email)) return fail('bad_request', { what: 'email' })
  const invite = await deps.invitations.needsInvitation()
  const counted = await countAsking(deps, email, origin)
  if (!counted.ok) return counted
  return outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      const at = deps.clock.now()
      if (invite || asked.inviteCode !== null) {
        await deps.invitations.check(tx, asked.inviteCode ?? '', at)
      }
      const isKnown = (await tx.manager.findOneBy(userEntity, { email })) !== null
      const purpose = isKnown ? 'reset' : 'register'
      const code = await makeCode(tx, deps, { purpose, email, userId: null, at })
      const message = isKnown
        ? ({ template: 'password-reset', params: { code, link: null, minutes: codeMinutes } } as const)
        : ({ template: 'register-code', params: { code, minutes: codeMinutes } } as const)
      await deps.queueMail(tx, { at, to: email, locale, ...message })
    }),
  )
}

/**
 * Makes the account. Who has one already was mailed a code for a new password: that is set, and he is in.
 * Fails with `weak_password`, `code_refused`; without a word of whether the address is known.
 */
export async function register(deps: AccountDeps, given: Given): Promise<Outcome<NewSession>> {
  const { email, code, password, locale, origin } = given
  const weakness = customerPasswordWeakness(password, email)
  if (weakness !== null) return fail('weak_password', { why: weakness })
  const needs = await deps.invitations.needsInvitation()
  const checked = await checkCode(deps, { purpose: 'register', email, code })
  if (!checked.ok) return enterByReset(deps, given)
  const passwordHash = await deps.passwords.hash(password)
  const made = await outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      const at = deps.clock.now()
      await spendCode(tx, checked.value)
      const user = await createUserInTx(
        tx,
        deps,
        {
          ...{ name: email.slice(0, 64), email, cipher: 'aes-256-gcm', nodeCount: 2, regions: [] },
          ...{ cyclePolicy: 'calendar', note: '' },
        },
        { kind: 'system', name: 'registration' },
      )
      if (needs || given.inviteCode !== null) {
        await deps.invitations.use(tx, { text: given.inviteCode ?? '', userId: user.id, at })
      }
      const times = { createdAt: at, changedAt: at }
      await tx.manager.insert(customerAccountEntity, { userId: user.id, passwordHash, ...times })
      await setMailPreferences(tx, user.id, { locale }, at)
      return openSession(tx, deps.random, { userId: user.id, origin, at })
    }),
  )
  if (made.ok || made.code !== 'email_taken') return made
  return fail('code_refused', { why: 'unknown', what: 'mail' })
}

async function enterByReset(deps: AccountDeps, given: Given): Promise<Outcome<NewSession>> {
  const { origin } = given
  const changed = await reset(deps, given)
  if (!changed.ok) return changed
  return succeed(
    await deps.database.inTransaction(tx =>
      openSession(tx, deps.random, { userId: changed.value, origin, at: deps.clock.now() }),
    ),
  )
}

/** Mails a code for a new password where there is an account; the answer and the work are the same where there is none. */
export async function askReset(
  deps: AccountDeps,
  { email, locale, origin }: Parameters<Accounts['askReset']>[0],
): Promise<Outcome<unknown>> {
  if (!isMailAddress(email)) return fail('bad_request', { what: 'email' })
  return outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      const at = deps.clock.now()
      await countMail(tx, deps, email, origin, at)
      const user = await tx.manager.findOneBy(userEntity, { email })
      const code = await makeCode(tx, deps, { purpose: 'reset', email, userId: null, at })
      if (user === null) return
      const params = { code, link: null, minutes: codeMinutes }
      await deps.queueMail(tx, { at, to: email, locale, userId: user.id, template: 'password-reset', params })
    }),
  )
}

/**
 * Sets a new password and ends every session; answers whose. An account that an operator made gets its first one here.
 */
export async function reset(
  deps: AccountDeps,
  given: Parameters<Accounts['reset']>[0],
): Promise<Outcome<number>> {
  const { email, code, password } = given
  const weakness = customerPasswordWeakness(password, email)
  if (weakness !== null) return fail('weak_password', { why: weakness })
  const checked = await checkCode(deps, { purpose: 'reset', email, code })
  if (!checked.ok) return checked
  const passwordHash = await deps.passwords.hash(password)
  return outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      await spendCode(tx, checked.value)
      const user = await tx.manager.findOneBy(userEntity, { email })
      if (user === null) throw new RolledBack(fail('code_refused', { why: 'unknown', what: 'mail' }))
      await storePassword(tx, deps, { userId: user.id, email, passwordHash })
      return user.id
    }),
  )
}
