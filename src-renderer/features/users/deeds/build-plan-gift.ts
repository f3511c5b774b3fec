import type { grantPlan } from '../../../../hub/contract/admin/grants.ts'
import type { PlanView } from '../../../../hub/contract/admin/plans.ts'
import type { UserView } from '../../../../hub/contract/admin/user-views.ts'
import type { EndpointRequest } from '../../../../hub/contract/endpoint.ts'
import { parseGigabytes } from '../../../lib/parse-number.ts'
import { mostGiven, parseCount } from './build-compensation.ts'

const monthsOfYear = 12
const mostMonths = 60
const gigabyte = 1_000_000_000

export interface PlanGiftForm {
  /** Null: terms of one's own. */
  readonly planId: number | null
  readonly months: string
  readonly gigabytes: string
  readonly isUnlimited: boolean
  readonly policy: UserView['cyclePolicy']
  readonly reason: string
}

type PlanWish = Pick<EndpointRequest<typeof grantPlan>['body'], 'months' | 'bytesPerCycle' | 'policy'>

/** The terms as they are sent; null where a field is not clear. */
export function buildPlanWish(form: PlanGiftForm): PlanWish | null {
  const months = parseCount(form.months, mostMonths)
  const bytes = form.isUnlimited ? null : parseGigabytes(form.gigabytes, mostGiven)
  if (months === null || (bytes === null && !form.isUnlimited)) return null
  return { months, bytesPerCycle: bytes, policy: form.policy }
}

/** The terms of a plan that is sold, once. */
export function formOfPlan(plan: PlanView): Partial<PlanGiftForm> {
  return {
    planId: plan.id,
    months: String(plan.kind === 'year' ? monthsOfYear : 1),
    ...(plan.bytes === null
      ? { isUnlimited: true }
      : { isUnlimited: false, gigabytes: String(plan.bytes / gigabyte) }),
    policy: plan.cyclePolicy,
  }
}

/** Fen that a customer would pay for so many months; null where it is not sold in them. */
export function priceOf({ kind, price }: Pick<PlanView, 'kind' | 'price'>, months: number): number | null {
  if (kind === 'month') return price * months
  return months % monthsOfYear === 0 ? price * (months / monthsOfYear) : null
}
