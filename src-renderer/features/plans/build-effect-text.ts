import type { CodeEffect } from '../../../hub/contract/customer/quote.ts'

/** Which text says what a code does, with its figures. */
export type EffectText =
  | { readonly text: 'discountFen'; readonly fen: number }
  | { readonly text: 'discountPercent'; readonly percent: number }
  | { readonly text: 'bonusMonths'; readonly count: number }
  | { readonly text: 'bonusBytes'; readonly bytes: number }
  | { readonly text: 'activationPlan'; readonly planId: number; readonly quantity: number }
  | { readonly text: 'activationBytes'; readonly bytes: number; readonly days: number | null }
  | { readonly text: 'activationTrial'; readonly bytes: number; readonly days: number }

export function buildEffectText(effect: CodeEffect): EffectText {
  switch (effect.kind) {
    case 'discount':
      return 'fen' in effect
        ? { text: 'discountFen', fen: effect.fen }
        : { text: 'discountPercent', percent: effect.percent }
    case 'bonus':
      return 'months' in effect
        ? { text: 'bonusMonths', count: effect.months }
        : { text: 'bonusBytes', bytes: effect.bytes }
    case 'activation':
      if ('planId' in effect)
        return { text: 'activationPlan', planId: effect.planId, quantity: effect.quantity }
      return 'trialDays' in effect
        ? { text: 'activationTrial', bytes: effect.bytes, days: effect.trialDays }
        : { text: 'activationBytes', bytes: effect.bytes, days: effect.days }
  }
}
