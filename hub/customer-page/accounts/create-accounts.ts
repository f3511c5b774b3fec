import { readMailPreferences, setMailPreferences } from '../../mail/mail-preferences.ts'
import type { Accounts } from '../ports.ts'
import type { AccountDeps } from './account-deps.ts'
import { askAddressChange, changeAddress, changePassword, closeAccount, signIn } from './change-account.ts'
import { endSession, findSession } from './customer-sessions.ts'
import { askRegistration, askReset, register, reset } from './register.ts'

/** Customers' accounts, as their page asks for them. */
export function createAccounts(deps: AccountDeps): Accounts {
  const { database, clock } = deps
  return {
    findSession: token => database.inTransaction(tx => findSession(tx, token, clock.now())),
    signIn: given => signIn(deps, given),
    signOut: token => database.inTransaction(tx => endSession(tx, token)),
    needsInvitation: () => deps.invitations.needsInvitation(),
    askRegistration: given => askRegistration(deps, given),
    register: given => register(deps, given),
    askReset: given => askReset(deps, given),
    reset: given => reset(deps, given),
    changePassword: given => changePassword(deps, given),
    askAddressChange: given => askAddressChange(deps, given),
    changeAddress: given => changeAddress(deps, given),
    closeAccount: given => closeAccount(deps, given),
    wantsReminders: async userId =>
      (await database.inTransaction(tx => readMailPreferences(tx, userId))).reminders,
    setReminders: (userId, reminders) =>
      database.inTransaction(tx => setMailPreferences(tx, userId, { reminders }, clock.now())),
    setLocale: (userId, locale) =>
      database.inTransaction(tx => setMailPreferences(tx, userId, { locale }, clock.now())),
  }
}
