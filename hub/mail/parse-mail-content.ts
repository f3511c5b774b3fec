import * as z from 'zod'
import { instant } from '../contract/primitives.ts'

const money = z.number().int().min(0)
const count = z.number().int().min(0)
const code = z.string().min(4).max(16)
const minutes = z.number().int().min(1).max(1_440)
const link = z.url({ protocol: /^https?$/ }).max(2_000)
const line = z.string().max(200)

/** What each template is filled with. Amounts are fen, instants ms, bytes bytes; null bytes: without a limit. */
export const mailParams = {
  'register-code': z.strictObject({ code, minutes }),
  /** A code, a link or both. */
  'password-reset': z.strictObject({ code: code.nullable(), link: link.nullable(), minutes }),
  'password-changed': z.strictObject({ at: instant }),
  /** To the new address. */
  'address-code': z.strictObject({ code, minutes }),
  /** To the old address, once it is no longer the user's. */
  'address-changed': z.strictObject({ at: instant }),
  receipt: z.strictObject({
    orderNumber: line,
    plan: line,
    /** Null: it begins when the plan before it ends, or is no plan with a time. */
    from: instant.nullable(),
    until: instant.nullable(),
    bytes: count.nullable(),
    amountFen: money,
    paidAt: instant,
  }),
  /** `used` of `granted` in the present cycle; 80 or 100 percent were reached. */
  usage: z.strictObject({
    percent: z.union([z.literal(80), z.literal(100)]),
    left: count,
    granted: count,
    cycleEndsAt: instant,
  }),
  expiry: z.strictObject({
    days: z.union([z.literal(7), z.literal(3), z.literal(1)]),
    expiresAt: instant,
  }),
  expired: z.strictObject({ expiredAt: instant }),
  refund: z.strictObject({
    stage: z.enum(['accepted', 'succeeded']),
    orderNumber: line,
    amountFen: money,
  }),
  'order-held': z.strictObject({ orderNumber: line, amountFen: money }),
  notice: z.strictObject({ subject: z.string().min(1).max(150), text: z.string().min(1).max(20_000) }),
  'audit-head': z.strictObject({ number: count, hash: z.string().max(128), at: instant }),
  test: z.strictObject({ at: instant }),
} as const satisfies Record<string, z.ZodType>

export type MailTemplate = keyof typeof mailParams

/** A template with what it is filled with. */
export type MailContent = {
  readonly [Name in MailTemplate]: {
    readonly template: Name
    readonly params: z.input<(typeof mailParams)[Name]>
  }
}[MailTemplate]

export type ParamsOf<Name extends MailTemplate> = z.output<(typeof mailParams)[Name]>

export const isTemplate = (name: string): name is MailTemplate => Object.hasOwn(mailParams, name)

/** What was stored, checked again; null where the template or its parameters are not (or no longer) known. */
export function parseMailContent(template: string, params: unknown): MailContent | null {
  if (!isTemplate(template)) return null
  const parsed = mailParams[template].safeParse(params)
  // The schema is the one of this very template.
  return parsed.success ? ({ template, params: parsed.data } as MailContent) : null
}
