import { parseMoney } from '../../lib/format-money.ts'

export const policies = ['now', 'cycle_end', 'pro_rata', 'keep'] as const
export type Policy = (typeof policies)[number]

interface Preview {
  readonly most: number
  readonly proposed: number
  readonly grants: number
  readonly endsAt: number | null
}

/** What a refund with this sum would do; fen. */
export interface RefundEffect {
  readonly amount: number
  /** Still with the order afterwards. */
  readonly left: number
  readonly grants: number
  readonly endsAt: number | null
}

export type RefundPlan =
  | { readonly kind: 'unclear' }
  | { readonly kind: 'too_much'; readonly most: number }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'possible'; readonly effect: RefundEffect }

/** What is typed, checked against what may go back. `typed` null: what the policy proposes. */
export function buildRefundPlan(preview: Preview, typed: string | null): RefundPlan {
  const amount = typed === null ? preview.proposed : parseMoney(typed)
  if (amount === null) return { kind: 'unclear' }
  if (amount > preview.most) return { kind: 'too_much', most: preview.most }
  if (amount === 0) return { kind: 'nothing' }
  const { grants, endsAt } = preview
  return { kind: 'possible', effect: { amount, left: preview.most - amount, grants, endsAt } }
}

/** Fen as an input shows them: plain yuan without sign or separators. */
export function writeAmount(fen: number): string {
  return (fen / 100).toFixed(2)
}
