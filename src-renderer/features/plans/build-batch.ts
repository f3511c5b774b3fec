import * as z from 'zod'
import type { CodeBatchView, codeEndpoints } from '../../../hub/contract/admin/codes.ts'
import type { CodeEffect } from '../../../hub/contract/customer/quote.ts'
import type { EndpointRequest } from '../../../hub/contract/endpoint.ts'
import { parseMoney } from '../../lib/format-money.ts'
import { parseGigabytes } from '../../lib/parse-number.ts'

export type BatchStanding = 'on' | 'off' | 'over' | 'later'

/** Whether codes of a batch can be used at `now`. */
export function batchStanding(
  { disabledAt, validFrom, validUntil }: Pick<CodeBatchView, 'disabledAt' | 'validFrom' | 'validUntil'>,
  now: number,
): BatchStanding {
  if (disabledAt !== null) return 'off'
  if (validUntil !== null && validUntil <= now) return 'over'
  return validFrom > now ? 'later' : 'on'
}

export const effectKinds = [
  'discountPercent',
  'discountFen',
  'bonusMonths',
  'bonusBytes',
  'activationPlan',
  'activationBytes',
  'activationTrial',
] as const

/** A batch as it is typed. */
export const batchForm = z.strictObject({
  name: z.string(),
  effect: z.enum(effectKinds),
  /** Percent, yuan, months or gigabytes, by the effect. */
  amount: z.string(),
  /** Days of a trial or of bytes; empty: until used. */
  days: z.string(),
  planId: z.string(),
  quantity: z.string(),
  /** Plans it may be used with; empty: any. */
  planIds: z.array(z.string()),
  isShared: z.boolean(),
  /** Of a code that is told to many. */
  text: z.string(),
  count: z.string(),
  usesPerCode: z.string(),
  usesPerUser: z.string(),
  /** YYYY-MM-DD, the last day it is good; empty: no end. */
  until: z.string(),
  activity: z.string(),
  firstOrderOnly: z.boolean(),
  note: z.string(),
})
export type BatchForm = z.output<typeof batchForm>

export const emptyBatch: BatchForm = {
  ...{ name: '', effect: 'discountPercent', amount: '10', days: '', planId: '', quantity: '1', planIds: [] },
  ...{ isShared: false, text: '', count: '100', usesPerCode: '1', usesPerUser: '1', until: '' },
  ...{ activity: '', firstOrderOnly: false, note: '' },
}

export type BatchBody = EndpointRequest<(typeof codeEndpoints)[1]>['body']
export type BatchProblems = Partial<
  Readonly<
    Record<
      keyof BatchForm,
      'missing' | 'amount' | 'percent' | 'months' | 'givenBytes' | 'days' | 'whole' | 'codeText'
    >
  >
>

const mostBytes = 2 ** 46

function whole(text: string, most: number): number | null {
  if (!/^\d{1,10}$/.test(text.trim())) return null
  const value = Number(text)
  return value >= 1 && value <= most ? value : null
}

const mostDays = 3_660

/** What the codes will do; null where it cannot be read yet. */
export function readEffect(form: BatchForm): CodeEffect | null {
  const { amount } = form
  const days = form.days.trim() === '' ? null : whole(form.days, mostDays)
  switch (form.effect) {
    case 'discountPercent': {
      const percent = whole(amount, 100)
      return percent === null ? null : { kind: 'discount', percent }
    }
    case 'discountFen': {
      const fen = parseMoney(amount)
      return fen === null || fen < 1 ? null : { kind: 'discount', fen }
    }
    case 'bonusMonths': {
      const months = whole(amount, 60)
      return months === null ? null : { kind: 'bonus', months }
    }
    case 'bonusBytes': {
      const bytes = parseGigabytes(amount, mostBytes)
      return bytes === null ? null : { kind: 'bonus', bytes }
    }
    case 'activationPlan': {
      const planId = whole(form.planId, Number.MAX_SAFE_INTEGER)
      const quantity = whole(form.quantity, 60)
      return planId === null || quantity === null ? null : { kind: 'activation', planId, quantity }
    }
    case 'activationBytes': {
      const bytes = parseGigabytes(amount, mostBytes)
      const isDaysWrong = form.days.trim() !== '' && days === null
      return bytes === null || isDaysWrong ? null : { kind: 'activation', bytes, days }
    }
    case 'activationTrial': {
      const bytes = parseGigabytes(amount, mostBytes)
      return bytes === null || days === null ? null : { kind: 'activation', trialDays: days, bytes }
    }
  }
}

/** What keeps the fields of an effect from being one. */
function effectProblems(form: BatchForm): BatchProblems {
  const areDaysWrong =
    form.days.trim() === '' ? form.effect === 'activationTrial' : !whole(form.days, mostDays)
  switch (form.effect) {
    case 'discountPercent':
      return whole(form.amount, 100) === null ? { amount: 'percent' } : {}
    case 'discountFen':
      return readEffect(form) === null ? { amount: 'amount' } : {}
    case 'bonusMonths':
      return whole(form.amount, 60) === null ? { amount: 'months' } : {}
    case 'bonusBytes':
      return parseGigabytes(form.amount, mostBytes) === null ? { amount: 'givenBytes' } : {}
    case 'activationPlan':
      return {
        ...(form.planId === '' ? { planId: 'missing' } : {}),
        ...(whole(form.quantity, 60) === null ? { quantity: 'whole' } : {}),
      }
    case 'activationBytes':
    case 'activationTrial':
      return {
        ...(parseGigabytes(form.amount, mostBytes) === null ? { amount: 'givenBytes' } : {}),
        ...(areDaysWrong ? { days: 'days' } : {}),
      }
  }
}

/**
 * What was typed as the body of a batch; `problems` where it is none yet. `endOf`: the end of a day, in ms.
 */
export function readBatchForm(
  form: BatchForm,
  endOf: (day: string) => number,
): { readonly body: BatchBody | null; readonly problems: BatchProblems } {
  const effect = readEffect(form)
  const limit = (text: string, most: number) => (text.trim() === '' ? null : whole(text, most))
  const isLimitWrong = (text: string, most: number) => text.trim() !== '' && whole(text, most) === null
  const count = form.isShared ? 1 : whole(form.count, 10_000)
  const isTextWrong = form.isShared && !/^[A-Za-z0-9](-*[A-Za-z0-9]){3,31}$/.test(form.text.trim())
  const problems: BatchProblems = {
    ...(form.name.trim() === '' ? { name: 'missing' } : {}),
    ...effectProblems(form),
    ...(count === null ? { count: 'whole' } : {}),
    ...(isTextWrong ? { text: 'codeText' } : {}),
    ...(isLimitWrong(form.usesPerCode, 1_000_000_000) ? { usesPerCode: 'whole' } : {}),
    ...(isLimitWrong(form.usesPerUser, 100) ? { usesPerUser: 'whole' } : {}),
  }
  if (effect === null || count === null || Object.keys(problems).length > 0) return { body: null, problems }
  const body: BatchBody = {
    ...{ name: form.name.trim(), effect, planIds: form.planIds.map(Number), amount: count },
    ...{ validUntil: form.until === '' ? null : endOf(form.until) },
    ...{ usesPerCode: limit(form.usesPerCode, 1_000_000_000), usesPerUser: limit(form.usesPerUser, 100) },
    ...{ activity: form.activity.trim(), firstOrderOnly: form.firstOrderOnly, note: form.note.trim() },
    ...(form.isShared ? { text: form.text.trim() } : {}),
  }
  return { body, problems }
}
