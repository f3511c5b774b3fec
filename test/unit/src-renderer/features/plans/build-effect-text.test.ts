import { expect, it } from 'vitest'
import { buildEffectText } from '../../../../../src-renderer/features/plans/build-effect-text.ts'

it.each([
  [
    { kind: 'discount', fen: 500 },
    { text: 'discountFen', fen: 500 },
  ],
  [
    { kind: 'discount', percent: 20 },
    { text: 'discountPercent', percent: 20 },
  ],
  [
    { kind: 'bonus', months: 2 },
    { text: 'bonusMonths', count: 2 },
  ],
  [
    { kind: 'bonus', bytes: 7 },
    { text: 'bonusBytes', bytes: 7 },
  ],
  [
    { kind: 'activation', planId: 3, quantity: 2 },
    { text: 'activationPlan', planId: 3, quantity: 2 },
  ],
  [
    { kind: 'activation', bytes: 9, days: null },
    { text: 'activationBytes', bytes: 9, days: null },
  ],
  [
    { kind: 'activation', bytes: 9, trialDays: 3 },
    { text: 'activationTrial', bytes: 9, days: 3 },
  ],
] as const)('says of %o what it gives', (effect, text) => {
  expect(buildEffectText(effect)).toEqual(text)
})
