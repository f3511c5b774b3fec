import { NumberInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PlanView } from '../../../hub/contract/admin/plans.ts'
import { useFormat } from '../../lib/use-format.ts'
import { useHub } from '../../lib/use-hub.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Panel } from '../../ui/panel.tsx'
import { previewPlan } from './plan-endpoints.ts'
import classes from './plans.module.css'
import { renderShopBytes } from './render-shop-amounts.ts'

/** What a new customer would get now: every cut with its bytes, as he is shown before he pays. */
export function PlanQuote({ plan, isChanged }: { readonly plan: PlanView; readonly isChanged: boolean }) {
  const { t } = useTranslation(['plans', 'common'])
  const format = useFormat()
  const [quantity, setQuantity] = useState(1)
  const query = useHub(previewPlan, { params: { planId: plan.id }, query: { quantity } }, { keep: true })
  const amount = (bytes: number | null) => (bytes === null ? t('common:unlimited') : renderShopBytes(bytes))
  return (
    <Panel
      title={t('newCustomerGets')}
      right={
        plan.mostPerOrder > 1 ? (
          <NumberInput
            size="xs"
            w={72}
            aria-label={t('quantity')}
            value={quantity}
            onChange={value => {
              if (typeof value === 'number' && value >= 1 && value <= plan.mostPerOrder) setQuantity(value)
            }}
            min={1}
            max={plan.mostPerOrder}
          />
        ) : null
      }
    >
      {isChanged ? <p className={classes['note']}>{t('asSaved')}</p> : null}
      <Loaded query={query} height={120}>
        {quote => (
          <>
            <div className={classes['sum']}>
              <span>{t('toPay')}</span>
              <span>{format.money(quote.total)}</span>
            </div>
            <div className={classes['scroll']}>
              <table className={classes['cuts']}>
                <tbody>
                  {quote.cuts.map(({ from, until, bytes }) => (
                    <tr key={from}>
                      <td>{`${format.day(from)} – ${format.day(until - 1)}`}</td>
                      <td>{amount(bytes)}</td>
                    </tr>
                  ))}
                  {quote.bucket === null ? null : (
                    <tr>
                      <td>
                        {quote.bucket.until === null
                          ? t('card.until_used')
                          : t('untilDay', { day: format.day(quote.bucket.until) })}
                      </td>
                      <td>{amount(quote.bucket.bytes)}</td>
                    </tr>
                  )}
                </tbody>
              </table>
            </div>
          </>
        )}
      </Loaded>
    </Panel>
  )
}
