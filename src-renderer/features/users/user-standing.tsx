import { useTranslation } from 'react-i18next'
import type { UserDetail } from '../../../hub/contract/admin/user-views.ts'
import { useFormat } from '../../lib/use-format.ts'
import classes from './user-page.module.css'

const known = ['quota_used', 'expired', 'suspended', 'no_plan', 'deleted'] as const

/** Of a user who may not pass: since when, why, and what opens his gate again. */
export function UserStanding({ user }: { readonly user: UserDetail }) {
  const { t } = useTranslation('users')
  const format = useFormat()
  const why = known.find(reason => reason === user.gate)
  if (why === undefined) return null
  const next =
    why === 'quota_used' && user.cycle !== null && user.cycle.endsAt < (user.expiresAt ?? 0)
      ? t('opensNextCycle', { day: format.short(user.cycle.endsAt) })
      : t(`opens.${why}`)
  return (
    <div className={classes['standing']} data-grave={why === 'quota_used'} role="status">
      <b>{t(`closedWhy.${why}`, { reason: user.statusReason, since: format.instant(user.gateSince) })}</b>
      <span>{next}</span>
    </div>
  )
}
