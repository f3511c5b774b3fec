import type { TFunction } from 'i18next'
import type { UserListItem } from '../../../hub/contract/admin/user-views.ts'
import type { Formats } from '../../lib/use-format.ts'
import { GateTag } from '../../ui/gate-tag.tsx'
import type { Column } from '../../ui/table-types.ts'
import { TimeText } from '../../ui/time-text.tsx'
import { UsageBar } from '../../ui/usage-bar.tsx'
import classes from './users.module.css'

/** Every column that the list of users can have; the first one always shows. */
export function buildUserColumns(
  t: TFunction<readonly ['users', 'common']>,
  format: Formats,
): readonly Column<UserListItem>[] {
  return [
    {
      id: 'user',
      header: t('user'),
      width: 'minmax(180px, 1.8fr)',
      sort: 'name',
      cell: user => (
        <>
          <b className={classes['name']}>{user.name}</b>{' '}
          <span className={classes['faint']}>{user.email}</span>
        </>
      ),
    },
    { id: 'id', header: t('id'), width: '80px', align: 'right', cell: user => user.id },
    {
      id: 'port',
      header: t('port'),
      width: '84px',
      sort: 'port',
      align: 'right',
      cell: user => user.port ?? '–',
    },
    {
      id: 'plan',
      header: t('plan'),
      width: 'minmax(128px, 1fr)',
      cell: user => user.plan?.title[format.language] ?? '–',
    },
    {
      id: 'used',
      header: t('used'),
      width: 'minmax(156px, 0.7fr)',
      sort: 'used',
      cell: ({ balance: { used, granted } }) => (
        <span className={classes['usage']}>
          {granted === null || granted === 0 ? (
            <span />
          ) : (
            <UsageBar part={used / granted} label={format.percent(used / granted)} />
          )}
          <span>{format.bytes(used)}</span>
        </span>
      ),
    },
    {
      id: 'left',
      header: t('left'),
      width: '98px',
      sort: 'left',
      align: 'right',
      cell: ({ balance: { left } }) => (left === null ? t('common:unlimited') : format.bytes(left)),
    },
    {
      id: 'expires',
      header: t('expires'),
      width: '126px',
      sort: 'expires',
      cell: user => <TimeText at={user.expiresAt} as="day" />,
    },
    {
      id: 'gate',
      header: t('gate'),
      width: '180px',
      cell: user => <GateTag gate={user.gate} since={user.gateSince} />,
    },
    { id: 'nodes', header: t('nodes'), width: '72px', align: 'right', cell: user => user.nodes },
    {
      id: 'regions',
      header: t('regions'),
      width: '120px',
      cell: user => (user.regions.length === 0 ? t('anyRegion') : user.regions.join(', ')),
    },
    {
      id: 'created',
      header: t('created'),
      width: '126px',
      sort: 'created',
      cell: user => <TimeText at={user.createdAt} as="day" />,
    },
    {
      id: 'note',
      header: t('note'),
      width: 'minmax(120px, 1fr)',
      cell: user => <span title={user.note}>{user.note}</span>,
    },
  ]
}

/** What shows until an operator chooses otherwise. */
export const usualColumns: readonly string[] = ['user', 'port', 'plan', 'used', 'left', 'expires', 'gate']
