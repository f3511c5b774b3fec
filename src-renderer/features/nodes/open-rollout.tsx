import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { listRollouts } from '../../../hub/contract/admin/rollouts.ts'
import { useHub } from '../../lib/use-hub.ts'
import { ChangeText } from './change-text.tsx'
import classes from './nodes.module.css'
import { RolloutTag } from './rollout-tag.tsx'

/** The roll-out that is under way, or that waits for a decision; nothing where there is none. */
export function OpenRollout() {
  const { t } = useTranslation('nodes')
  const { data } = useHub(listRollouts, { query: { state: 'all', limit: 1 } }, { everyMs: 10_000 })
  const last = data?.items[0]
  if (last === undefined || last.state === 'done' || last.state === 'rolled_back') return null
  return (
    <Link to={`/nodes/rollouts/${last.id}`} className={classes['open']}>
      <RolloutTag state={last.state} />
      <b>{t('rolloutTitle', { id: last.id })}</b>
      <span className={classes['openChange']}>
        <ChangeText change={last.change} />
      </span>
      <span className={classes['muted']}>
        {t('rolloutCounts', { confirmed: last.counts.confirmed, count: last.counts.nodes })} →
      </span>
    </Link>
  )
}
