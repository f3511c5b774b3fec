import { useTranslation } from 'react-i18next'
import type { CodeBatchView } from '../../../hub/contract/admin/codes.ts'
import { useFormat } from '../../lib/use-format.ts'
import { useHub } from '../../lib/use-hub.ts'
import { Stat } from '../../ui/stat.tsx'
import classes from './codes.module.css'
import { allPlans, listPlans } from './plan-endpoints.ts'
import { useEffectText } from './use-effect-text.ts'

/** What the codes of a batch do, how far they are used, until when, and for whom. */
export function BatchStats({ batch }: { readonly batch: CodeBatchView }) {
  const { t } = useTranslation(['plans', 'common'])
  const format = useFormat()
  const effectText = useEffectText()
  const plans = useHub(listPlans, allPlans)
  const names = batch.planIds.map(
    id => plans.data?.items.find(plan => plan.id === id)?.title[format.language] ?? `#${id}`,
  )
  const limits = [
    batch.usesPerUser === null ? t('anyTimes') : t('timesEach', { count: batch.usesPerUser }),
    ...(batch.firstOrderOnly ? [t('firstOrderOnly')] : []),
    ...(batch.activity === '' ? [] : [t('inActivity', { activity: batch.activity })]),
  ]
  return (
    <div className={classes['stats']}>
      <Stat
        label={t('effectOf')}
        value={<span className={classes['words']}>{effectText(batch.effect)}</span>}
        note={names.length === 0 ? t('anyPlan') : names.join(' · ')}
      />
      <Stat label={t('used')} value={format.number(batch.used)} note={t('ofCodes', { count: batch.codes })} />
      <Stat
        label={t('validUntil')}
        value={
          <span className={classes['words']}>
            {batch.validUntil === null ? t('noEnd') : format.day(batch.validUntil)}
          </span>
        }
        note={t('validFrom', { day: format.day(batch.validFrom) })}
      />
      <Stat
        label={t('limits')}
        value={
          <span className={classes['words']}>
            {batch.usesPerCode === null ? t('endlessUses') : t('usesPerCodeIs', { count: batch.usesPerCode })}
          </span>
        }
        note={limits.join(' · ')}
      />
    </div>
  )
}
