import { randomBytes } from 'node:crypto'
import type { Accounts, NewSession, SignedIn } from '../../hub/customer-page/ports.ts'
import { fail, succeed } from '../../hub/kernel/outcome.ts'

export const rightCode = '123456'
export const rightPassword = 'a quiet river at noon'

/** Accounts kept in memory: the code that is mailed is always the same. */
export function fakeAccounts(known: Map<string, number>): Accounts & { sessionOf(userId: number): string } {
  const sessions = new Map<string, SignedIn>()
  const silenced = new Set<number>()
  const begin = (userId: number, email: string): NewSession => {
    const token = randomBytes(24).toString('base64url')
    sessions.set(token, { userId, email })
    return { token, userId }
  }
  const emailOf = (userId: number) => [...known].find(([, id]) => id === userId)?.[0] ?? ''
  return {
    sessionOf: userId => begin(userId, emailOf(userId)).token,
    findSession: async token => sessions.get(token) ?? null,
    async signIn({ email, password }) {
      const userId = known.get(email)
      if (userId === undefined || password !== rightPassword) return fail('wrong_credentials')
      return succeed(begin(userId, email))
    },
    async signOut(token) {
      sessions.delete(token)
    },
    needsInvitation: async () => false,
    askRegistration: async ({ email }) => (email.includes('@') ? succeed(null) : fail('bad_request')),
    async register({ email, code }) {
      const userId = known.get(email)
      return code === rightCode && userId !== undefined ? succeed(begin(userId, email)) : fail('code_refused')
    },
    askReset: async () => succeed(null),
    reset: async ({ code }) => (code === rightCode ? succeed(null) : fail('code_refused')),
    changePassword: async ({ userId, password }) =>
      password === rightPassword ? succeed(begin(userId, emailOf(userId))) : fail('wrong_credentials'),
    askAddressChange: async ({ password }) =>
      password === rightPassword ? succeed(null) : fail('wrong_credentials'),
    changeAddress: async ({ code }) => (code === rightCode ? succeed(null) : fail('code_refused')),
    closeAccount: async ({ password }) =>
      password === rightPassword ? succeed(null) : fail('wrong_credentials'),
    async setLocale() {},
    wantsReminders: async userId => !silenced.has(userId),
    async setReminders(userId, wanted) {
      if (wanted) silenced.delete(userId)
      else silenced.add(userId)
    },
  }
}
