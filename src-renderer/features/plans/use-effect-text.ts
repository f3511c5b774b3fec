import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { CodeEffect } from '../../../hub/contract/customer/quote.ts'
import { useFormat } from '../../lib/use-format.ts'
import { useHub } from '../../lib/use-hub.ts'
import { buildEffectText } from './build-effect-text.ts'
import { allPlans, listPlans } from './plan-endpoints.ts'
import { renderShopBytes } from './render-shop-amounts.ts'

/** Says in a few words what a code does. */
export function useEffectText(): (effect: CodeEffect) => string {
  const { t } = useTranslation('plans')
  const format = useFormat()
  const plans = useHub(listPlans, allPlans)
  const sold = plans.data
  return useCallback(
    (effect: CodeEffect) => {
      const said = buildEffectText(effect)
      switch (said.text) {
        case 'discountFen':
          return t('effect.discountFen', { amount: format.money(said.fen) })
        case 'discountPercent':
          return t('effect.discountPercent', { percent: said.percent })
        case 'bonusMonths':
          return t('effect.bonusMonths', { count: said.count })
        case 'bonusBytes':
          return t('effect.bonusBytes', { bytes: renderShopBytes(said.bytes) })
        case 'activationPlan': {
          const plan = sold?.items.find(({ id }) => id === said.planId)
          const name = plan?.title[format.language] ?? `#${said.planId}`
          return t('effect.activationPlan', { plan: said.quantity > 1 ? `${name} × ${said.quantity}` : name })
        }
        case 'activationBytes':
          return said.days === null
            ? t('effect.activationBytes', { bytes: renderShopBytes(said.bytes) })
            : t('effect.activationBytesDays', { bytes: renderShopBytes(said.bytes), count: said.days })
        case 'activationTrial':
          return t('effect.activationTrial', { bytes: renderShopBytes(said.bytes), count: said.days })
      }
    },
    [t, format, sold],
  )
}
