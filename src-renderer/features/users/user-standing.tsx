import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { UserDetail } from '../../../hub/contract/admin/user-views.ts'
import { suspendUser } from '../../../hub/contract/admin/users.ts'
import { useRight } from '../../lib/connection-store.ts'
import { useFormat } from '../../lib/use-format.ts'
import { useHubAction } from '../../lib/use-hub.ts'
import { FailureAlert } from '../../ui/failure-alert.tsx'
import { touchedByUser } from './user-endpoints.ts'
import classes from './user-page.module.css'

const known = ['quota_used', 'expired', 'suspended', 'no_plan', 'deleted'] as const

/** Of a user who may not pass: since when, why, and what opens his gate again. */
export function UserStanding({ user }: { readonly user: UserDetail }) {
  const { t } = useTranslation('users')
  const format = useFormat()
  const mayWrite = useRight('users.write')
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
      {why === 'suspended' && mayWrite ? <SayWhy user={user} /> : null}
    </div>
  )
}

/** Who suspended in a hurry says why afterwards. */
function SayWhy({ user }: { readonly user: UserDetail }) {
  const { t } = useTranslation(['userPage', 'common'])
  const [typed, setTyped] = useState<string | null>(null)
  const suspend = useHubAction(suspendUser, { changes: touchedByUser, onDone: () => setTyped(null) })
  if (typed === null) {
    return (
      <Button
        variant="default"
        size="compact-sm"
        className={classes['sayWhy'] ?? ''}
        onClick={() => setTyped('')}
      >
        {t('sayWhy')}
      </Button>
    )
  }
  return (
    <form
      className={classes['sayWhy']}
      onSubmit={event => {
        event.preventDefault()
        if (typed.trim() !== '')
          suspend.mutate({ params: { userId: user.id }, body: { reason: typed.trim() } })
      }}
    >
      <TextInput
        size="xs"
        aria-label={t('reason')}
        placeholder={user.statusReason}
        value={typed}
        onChange={event => setTyped(event.currentTarget.value)}
        maxLength={200}
        autoFocus
      />
      <Button type="submit" size="xs" loading={suspend.isPending} disabled={typed.trim() === ''}>
        {t('common:save')}
      </Button>
      <FailureAlert error={suspend.error} />
    </form>
  )
}
