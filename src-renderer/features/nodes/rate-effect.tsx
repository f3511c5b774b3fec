import { useTranslation } from 'react-i18next'
import { planEndpoints } from '../../../hub/contract/admin/plans.ts'
import { useRight } from '../../lib/connection-store.ts'
import { useFormat } from '../../lib/use-format.ts'
import { useHub } from '../../lib/use-hub.ts'
import { buildRateEffects } from './build-rate.ts'
import classes from './node-form.module.css'

const [listPlans] = planEndpoints

/** What a rate means: of a byte, and of what customers buy. */
export function RateEffect({ rate }: { readonly rate: number }) {
  const { t } = useTranslation('nodes')
  const format = useFormat()
  const maySell = useRight('plans.read')
  const { data } = useHub(listPlans, { query: { limit: 200 } }, { enabled: maySell })
  const effects = buildRateEffects(data?.items ?? [], rate)
  return (
    <>
      <p className={classes['say']} role="status">
        {rate === 0
          ? t('rateOf.free')
          : rate === 1_000
            ? t('rateOf.plain')
            : t('rateOf.says', { used: format.bytes((rate / 1_000) * 1e9) })}
      </p>
      {effects.length === 0 || rate === 0 ? null : (
        <table className={classes['effect']} aria-label={t('rateOf.effect')}>
          <thead>
            <tr>
              <th scope="col">{t('rateOf.plan')}</th>
              <th scope="col">{t('rateOf.quota')}</th>
              <th scope="col">{t('rateOf.passes')}</th>
              <th scope="col">{t('rateOf.perGb')}</th>
            </tr>
          </thead>
          <tbody>
            {effects.map(({ planId, title, bytes, passes, pricePerGb }) => (
              <tr key={planId}>
                <th scope="row">{title[format.language] || title.zh || title.en}</th>
                <td>{format.bytes(bytes)}</td>
                <td>{passes === null ? '–' : format.bytes(passes)}</td>
                <td>{pricePerGb === null ? '–' : `¥${(pricePerGb / 100).toFixed(3)}`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  )
}
