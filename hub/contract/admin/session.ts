import * as z from 'zod'
import { endpoint } from '../endpoint.ts'
import { nothing } from '../paging.ts'
import { instant } from '../primitives.ts'
import { right, role } from '../rights.ts'

const password = z.string().min(1).max(256)
/** A TOTP code, or a recovery code. */
const code = z.string().trim().min(6).max(32)

/** What is missing before a session may do more than finish its sign-in. */
export const sessionState = z.enum(['second-factor', 'password-change', 'full'])

/** A session as it was just opened. The one before, if any, has ended. */
const openedSession = z.strictObject({
  state: sessionState,
  /** For `Authorization: Bearer`; null where it was set as a cookie that scripts cannot read. */
  token: z.string().nullable(),
  /** To be sent as `x-csrf-token` with every change that a cookie authorises. */
  csrfToken: z.string(),
  expiresAt: instant,
})

const shared = { params: nothing, query: nothing } as const
const own = { auth: 'operator', rights: 'own-account' } as const
const half = { auth: 'half-session', rights: null } as const

export const signIn = endpoint({
  ...shared,
  name: 'session.signIn',
  method: 'POST',
  path: '/v1/session',
  summary: 'Signs an operator in',
  auth: 'none',
  rights: null,
  body: z.strictObject({
    email: z.string().trim().min(3).max(254),
    password,
    /** Where the session is kept: by the caller, or in a cookie. */
    keep: z.enum(['token', 'cookie']).default('token'),
  }),
  answer: openedSession,
  errors: ['wrong_credentials', 'too_many_requests'],
})

export const readSession = endpoint({
  ...shared,
  ...half,
  name: 'session.read',
  method: 'GET',
  path: '/v1/session',
  summary: 'Who is signed in, and what is missing',
  body: nothing,
  answer: z.strictObject({
    state: sessionState,
    csrfToken: z.string(),
    expiresAt: instant,
    operator: z.strictObject({
      id: z.number().int(),
      name: z.string(),
      email: z.string(),
      role,
      hasSecondFactor: z.boolean(),
    }),
    rights: z.array(right),
  }),
  errors: [],
})

export const signOut = endpoint({
  ...shared,
  ...half,
  name: 'session.signOut',
  method: 'DELETE',
  path: '/v1/session',
  summary: 'Ends this session',
  body: nothing,
  answer: nothing,
  errors: [],
})

export const verifySecondFactor = endpoint({
  ...shared,
  ...half,
  name: 'session.verifySecondFactor',
  method: 'POST',
  path: '/v1/session/second-factor',
  summary: 'Completes a sign-in with a TOTP or recovery code',
  body: z.strictObject({ code }),
  answer: openedSession,
  errors: ['wrong_credentials', 'too_many_requests', 'second_factor_off'],
})

export const changePassword = endpoint({
  ...shared,
  ...half,
  name: 'session.changePassword',
  method: 'POST',
  path: '/v1/session/password',
  summary: 'Changes the own password and ends every other session',
  body: z.strictObject({ currentPassword: password, newPassword: z.string().max(1_024) }),
  answer: openedSession,
  errors: ['wrong_credentials', 'weak_password', 'too_many_requests', 'second_factor_required'],
})

export const beginSecondFactor = endpoint({
  ...shared,
  ...own,
  name: 'session.beginSecondFactor',
  method: 'POST',
  path: '/v1/session/second-factor/begin',
  summary: 'Makes a TOTP secret, which counts once a code of it is entered',
  body: z.strictObject({ password }),
  answer: z.strictObject({ secret: z.string(), uri: z.string() }),
  errors: ['wrong_credentials', 'too_many_requests', 'second_factor_on'],
})

export const confirmSecondFactor = endpoint({
  ...shared,
  ...own,
  name: 'session.confirmSecondFactor',
  method: 'POST',
  path: '/v1/session/second-factor/confirm',
  summary: 'Turns the second factor on; the recovery codes are shown this once',
  body: z.strictObject({ code }),
  answer: z.strictObject({ recoveryCodes: z.array(z.string()), session: openedSession }),
  errors: ['wrong_credentials', 'too_many_requests', 'second_factor_on', 'second_factor_off'],
})

export const removeSecondFactor = endpoint({
  ...shared,
  ...own,
  name: 'session.removeSecondFactor',
  method: 'POST',
  path: '/v1/session/second-factor/remove',
  summary: 'Turns the second factor off',
  body: z.strictObject({ password, code }),
  answer: nothing,
  errors: ['wrong_credentials', 'too_many_requests', 'second_factor_off'],
})

export const listSessions = endpoint({
  ...shared,
  ...own,
  name: 'session.list',
  method: 'GET',
  path: '/v1/sessions',
  summary: 'The own sessions, newest first',
  body: nothing,
  answer: z.strictObject({
    sessions: z.array(
      z.strictObject({
        sessionId: z.string(),
        isThisOne: z.boolean(),
        createdAt: instant,
        seenAt: instant,
        expiresAt: instant,
        address: z.string(),
        userAgent: z.string(),
      }),
    ),
  }),
  errors: [],
})

export const endSession = endpoint({
  ...own,
  name: 'session.end',
  method: 'DELETE',
  path: '/v1/sessions/:sessionId',
  summary: 'Ends another of the own sessions',
  params: z.strictObject({ sessionId: z.string().regex(/^[0-9a-f]{16}$/) }),
  query: nothing,
  body: nothing,
  answer: nothing,
  errors: ['not_found'],
})

export const sessionEndpoints = [
  signIn,
  readSession,
  signOut,
  verifySecondFactor,
  changePassword,
  beginSecondFactor,
  confirmSecondFactor,
  removeSecondFactor,
  listSessions,
  endSession,
]
