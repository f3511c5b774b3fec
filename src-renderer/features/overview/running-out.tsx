import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { listUsers } from '../../../hub/contract/admin/user-lists.ts'
import type { UserListItem } from '../../../hub/contract/admin/user-views.ts'
import { useFormat } from '../../lib/use-format.ts'
import { useHub } from '../../lib/use-hub.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { GateTag } from '../../ui/gate-tag.tsx'
import { Panel } from '../../ui/panel.tsx'
import { StateMessage } from '../../ui/state-message.tsx'
import type { Column } from '../../ui/table-types.ts'
import { TimeText } from '../../ui/time-text.tsx'
import { UsageBar } from '../../ui/usage-bar.tsx'
import classes from './overview.module.css'

const percent = 10
const shown = 8

/** Whose gate will close next: those to whom a word or an add-on is worth most. */
export function RunningOut({ total }: { readonly total: number }) {
  const { t } = useTranslation('overview')
  const format = useFormat()
  const navigate = useNavigate()
  const query = useHub(listUsers, {
    query: { leftBelowPercent: percent, gate: 'open', sort: 'left', direction: 'asc', limit: shown },
  })
  const columns = useMemo<readonly Column<UserListItem>[]>(
    () => [
      {
        id: 'user',
        header: t('user'),
        width: 'minmax(200px, 2fr)',
        cell: user => (
          <>
            <b>{user.name}</b> <span className={classes['faint']}>{user.email}</span>
          </>
        ),
      },
      { id: 'port', header: t('port'), width: '80px', cell: user => user.port ?? '–' },
      {
        id: 'plan',
        header: t('plan'),
        width: 'minmax(120px, 1fr)',
        cell: user => user.plan?.title[format.language] ?? '–',
      },
      {
        id: 'used',
        header: t('used'),
        width: 'minmax(200px, 1.4fr)',
        cell: ({ balance }) => (
          <span className={classes['usage']}>
            <UsageBar
              part={balance.granted === null ? 0 : balance.used / Math.max(1, balance.granted)}
              label={format.bytes(balance.used)}
            />
            {format.bytes(balance.used)}
          </span>
        ),
      },
      {
        id: 'left',
        header: t('left'),
        width: '100px',
        align: 'right',
        cell: ({ balance }) => (balance.left === null ? '∞' : format.bytes(balance.left)),
      },
      {
        id: 'expires',
        header: t('expires'),
        width: '130px',
        cell: user => <TimeText at={user.expiresAt} as="day" />,
      },
      {
        id: 'gate',
        header: t('gate'),
        width: 'minmax(120px, 1fr)',
        cell: user => <GateTag gate={user.gate} since={user.gateSince} />,
      },
    ],
    [t, format],
  )
  return (
    <Panel
      title={t('runningOut')}
      flush
      className={classes['running'] ?? ''}
      right={
        total > shown ? (
          <Link to={`/users?leftBelowPercent=${percent}&gate=open`} className={classes['more']}>
            {t('all', { total: format.number(total) })}
          </Link>
        ) : null
      }
    >
      <DataTable
        label={t('runningOut')}
        columns={columns}
        rows={query.data?.items ?? []}
        rowKey={user => user.id}
        rowName={user => user.name}
        isLoading={query.isPending}
        error={query.error}
        retry={() => void query.refetch()}
        onOpen={user => void navigate(`/users/${user.id}`)}
        empty={<StateMessage title={t('nobodyRunsOut')} />}
      />
    </Panel>
  )
}
