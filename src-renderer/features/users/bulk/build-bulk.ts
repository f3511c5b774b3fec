import * as z from 'zod'
import type { BulkAction } from '../../../../hub/contract/admin/bulk-views.ts'
import { type GrantValidity, mostGrantedBytes } from '../../../../hub/contract/admin/grants.ts'
import { parseGigabytes } from '../../../lib/parse-number.ts'

export const bulkKinds = ['days', 'bytes', 'suspend', 'resume', 'message'] as const
export type BulkKind = BulkAction['kind']

export const validities = ['until_used', 'this_cycle', 'plan', 'days'] as const

/** What shall be done, as it is typed; of each kind only some fields count. */
export const bulkForm = z.strictObject({
  days: z.string(),
  giveWithout: z.boolean(),
  /** Gigabytes. */
  amount: z.string(),
  validity: z.enum(validities),
  validDays: z.string(),
  compensation: z.boolean(),
  reason: z.string(),
  subject: z.string(),
  text: z.string(),
})
export type BulkForm = z.output<typeof bulkForm>
export type BulkField = keyof BulkForm

export const emptyBulk: BulkForm = {
  ...{ days: '', giveWithout: false, amount: '', validity: 'until_used', validDays: '30' },
  ...{ compensation: false, reason: '', subject: '', text: '' },
}

const mostDays = 3_660
const longest = { reason: 200, subject: 150, text: 8_000 } as const

/** The action that the form says; null where a field is `wrong`. */
export function readBulkForm(
  kind: BulkKind,
  form: BulkForm,
): { readonly action: BulkAction | null; readonly wrong: ReadonlySet<BulkField> } {
  const wrong = new Set<BulkField>()
  const take = <T>(field: BulkField, value: T | null): T | null => {
    if (value === null) wrong.add(field)
    return value
  }
  const reason = kind === 'message' ? '' : take('reason', wordsIn(form.reason, longest.reason))
  const action = readAction(kind, form, reason ?? '', take)
  return { action: wrong.size > 0 ? null : action, wrong }
}

function readAction(
  kind: BulkKind,
  form: BulkForm,
  reason: string,
  take: <T>(field: BulkField, value: T | null) => T | null,
): BulkAction {
  switch (kind) {
    case 'days':
      return {
        ...{ kind, days: take('days', wholeIn(form.days, mostDays)) ?? 0, reason },
        withoutPlan: form.giveWithout ? 'give' : 'skip',
      }
    case 'bytes':
      return {
        ...{ kind, bytes: take('amount', parseGigabytes(form.amount, mostGrantedBytes)) ?? 0, reason },
        ...{ validity: validityOf(form, take), compensation: form.compensation },
      }
    case 'suspend':
    case 'resume':
      return { kind, reason }
    case 'message':
      return {
        kind,
        subject: take('subject', wordsIn(form.subject, longest.subject)) ?? '',
        text: take('text', wordsIn(form.text, longest.text)) ?? '',
      }
  }
}

function validityOf(
  form: BulkForm,
  take: (field: BulkField, value: number | null) => number | null,
): GrantValidity {
  if (form.validity !== 'days') return { kind: form.validity }
  return { kind: 'days', days: take('validDays', wholeIn(form.validDays, mostDays)) ?? 0 }
}

function wordsIn(text: string, most: number): string | null {
  const words = text.trim()
  return words === '' || words.length > most ? null : words
}

function wholeIn(text: string, most: number): number | null {
  if (!/^\d{1,6}$/.test(text.trim())) return null
  const value = Number(text)
  return value >= 1 && value <= most ? value : null
}

const people = z.object({
  users: z.number(),
  first: z.array(z.object({ userId: z.number(), name: z.string() })),
})
const bulkChange = z.object({ users: z.number(), added: people, gone: people })
export type BulkChange = z.output<typeof bulkChange>

/** Who came and who went since the preview, of the facts of `bulk_changed`. */
export function parseBulkChange(facts: unknown): BulkChange | null {
  const parsed = bulkChange.safeParse(facts)
  return parsed.success ? parsed.data : null
}
