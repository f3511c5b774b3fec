import { useTranslation } from 'react-i18next'
import { listRollouts } from '../../../hub/contract/admin/rollouts.ts'
import { useHub } from '../../lib/use-hub.ts'
import classes from './nodes.module.css'
import { RolloutTag } from './rollout-tag.tsx'

/** The roll-out that is under way; nothing where there is none. */
export function OpenRollout() {
  const { t } = useTranslation('nodes')
  const { data } = useHub(listRollouts, { query: { state: 'open', limit: 1 } }, { everyMs: 10_000 })
  const open = data?.items[0]
  if (open === undefined) return null
  return (
    <div className={classes['open']}>
      <RolloutTag state={open.state} />
      <b>{t('rolloutTitle', { id: open.id })}</b>
      <span className={classes['muted']}>
        {t('rolloutCounts', { confirmed: open.counts.confirmed, count: open.counts.nodes })}
      </span>
    </div>
  )
}
