import * as z from 'zod'
import { endpoint } from '../endpoint.ts'
import { nothing } from '../paging.ts'
import { instant } from '../primitives.ts'

const address = z
  .string()
  .trim()
  .max(254)
  .regex(/^[^\s\p{C}"(),:;<>@[\\\]-][^\s\p{C}"(),:;<>@[\\\]]{0,63}@[^\s\p{C}"(),:;<>@[\\\]]{1,189}$/u)

const server = z.strictObject({
  host: z.string().regex(/^[A-Za-z0-9.:_-]{1,255}$/),
  port: z.number().int().min(1).max(65_535),
  /** Empty: a server that wants no sign-in. */
  user: z
    .string()
    .max(254)
    .regex(/^\P{Cc}*$/u),
  from: address,
  /** `tls`: from the first byte (port 465). `starttls`: upgraded, or not used at all (port 587). */
  tls: z.enum(['tls', 'starttls', 'none']),
})

const settings = z.strictObject({
  /** `environment`: set there, and changed there. */
  source: z.enum(['environment', 'database', 'none']),
  settings: server.extend({ hasPassword: z.boolean() }).nullable(),
})

const isLoopback = (host: string) => host === 'localhost' || host === '::1' || /^127\.[0-9.]+$/.test(host)

const count = z.number().int()
const base = { auth: 'operator', params: nothing, query: nothing } as const
const read = { ...base, method: 'GET', rights: 'settings.read', body: nothing } as const
const write = { ...base, rights: 'settings.write' } as const

export const readMailSettings = endpoint({
  ...read,
  name: 'mail.readSettings',
  path: '/v1/mail/settings',
  summary: 'How mail leaves, without the password',
  answer: settings,
  errors: [],
})

export const editMailSettings = endpoint({
  ...write,
  name: 'mail.editSettings',
  method: 'PUT',
  path: '/v1/mail/settings',
  summary: 'Sets how mail leaves; null ends it, and messages are held from then on',
  body: z.strictObject({
    server: server
      .extend({
        /** Left out: stays as it is. Empty: none. */
        password: z.string().max(512).optional(),
      })
      .refine(given => given.tls !== 'none' || given.user === '' || isLoopback(given.host), {
        path: ['tls'],
        message: 'without TLS the password would go in clear: allowed without a user, or on loopback',
      })
      .nullable(),
  }),
  answer: settings,
  errors: ['set_by_environment'],
})

export const testMail = endpoint({
  ...write,
  name: 'mail.test',
  method: 'POST',
  path: '/v1/mail/test',
  summary: 'Sends a test message at once and says in words what is wrong',
  body: z.strictObject({ to: address, locale: z.enum(['zh', 'en']).default('zh') }),
  answer: z.strictObject({
    sent: z.boolean(),
    /** What is wrong and what to do; null where it was sent. */
    problem: z.string().nullable(),
  }),
  errors: [],
})

export const readMailStatus = endpoint({
  ...read,
  name: 'mail.status',
  path: '/v1/mail',
  summary: 'What waits, what is held, and what could not be delivered lately',
  answer: z.strictObject({
    /** Messages of the last 30 days by state. `held`: no mail server is set. `kept`: the demo sends nothing. */
    counts: z.strictObject({
      waiting: count,
      sending: count,
      sent: count,
      failed: count,
      held: count,
      kept: count,
      dropped: count,
    }),
    /** The newest 50 that failed, or that wait for another try. */
    troubled: z.array(
      z.strictObject({
        id: count,
        template: z.string(),
        userId: count.nullable(),
        state: z.enum(['waiting', 'failed']),
        createdAt: instant,
        attempts: count,
        /** Of the next try; null where there is none. */
        dueAt: instant.nullable(),
        problem: z.string(),
      }),
    ),
  }),
  errors: [],
})

export const mailEndpoints = [readMailStatus, readMailSettings, editMailSettings, testMail] as const
