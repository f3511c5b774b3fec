import type { GrantValidity } from '../../../../hub/contract/admin/grants.ts'
import type { UserDetail } from '../../../../hub/contract/admin/user-views.ts'
import { parseGigabytes } from '../../../lib/parse-number.ts'
import { hasPlan } from './deed-rule.ts'

/** 70,000 GB. */
export const mostGiven = 70e12
const mostDays = 3_660

export const validities = ['plan', 'this_cycle', 'until_used', 'days'] as const
export type Validity = (typeof validities)[number]

export interface CompensationForm {
  readonly kind: 'bytes' | 'days'
  /** In GB, as typed. */
  readonly gigabytes: string
  readonly days: string
  readonly validity: Validity
  /** How long the bytes are good, where they are good for days. */
  readonly validDays: string
  readonly reason: string
}

/** What a form amounts to, or the fields that keep it from being sent. */
export type CompensationWish =
  | { readonly kind: 'bytes'; readonly bytes: number; readonly validity: GrantValidity }
  | { readonly kind: 'days'; readonly days: number }
  | { readonly kind: 'unclear' }

/** A whole number of days, or months, as typed; null where it is none from 1 to `most`. */
export function parseCount(text: string, most: number = mostDays): number | null {
  const count = /^\d{1,4}$/.test(text.trim()) ? Number(text) : 0
  return count >= 1 && count <= most ? count : null
}

export function readCompensation(form: CompensationForm): CompensationWish {
  if (form.kind === 'days') {
    const days = parseCount(form.days)
    return days === null ? { kind: 'unclear' } : { kind: 'days', days }
  }
  const bytes = parseGigabytes(form.gigabytes, mostGiven)
  const validDays = parseCount(form.validDays)
  if (bytes === null || (form.validity === 'days' && validDays === null)) return { kind: 'unclear' }
  const validity: GrantValidity =
    form.validity === 'days' ? { kind: 'days', days: validDays ?? 1 } : { kind: form.validity }
  return { kind: 'bytes', bytes, validity }
}

/** What is left after bytes were given; null: no limit. */
export function leftAfter({ balance }: Pick<UserDetail, 'balance'>, bytes: number): number | null {
  return balance.left === null ? null : balance.left + bytes
}

/** The gate as it will be after a compensation: bytes open what was used up, days what had expired and holds bytes. */
export function gateAfter(
  user: Pick<UserDetail, 'gate' | 'balance' | 'expiresAt'>,
  wish: CompensationWish,
  now: number,
): string {
  if (wish.kind === 'bytes') return user.gate === 'quota_used' && hasPlan(user, now) ? 'open' : user.gate
  if (wish.kind === 'unclear') return user.gate
  if (user.gate !== 'expired' && user.gate !== 'no_plan') return user.gate
  return user.balance.left === 0 ? 'quota_used' : 'open'
}
