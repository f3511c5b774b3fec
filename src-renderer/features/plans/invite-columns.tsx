import { Button } from '@mantine/core'
import type { TFunction } from 'i18next'
import { Link } from 'react-router'
import type { EndpointAnswer } from '../../../hub/contract/endpoint.ts'
import type { Formats } from '../../lib/use-format.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import type { Column } from '../../ui/table-types.ts'
import { Tag } from '../../ui/tag.tsx'
import { TimeText } from '../../ui/time-text.tsx'
import type { listInvites } from './plan-endpoints.ts'
import classes from './plans.module.css'

export type Invite = EndpointAnswer<typeof listInvites>['items'][number]

/** What a line of the list of invitation codes shows; `stop` null: it may not be stopped. */
export function buildInviteColumns(
  t: TFunction<readonly ['plans', 'common']>,
  format: Formats,
  stop: ((invite: Invite) => void) | null,
): readonly Column<Invite>[] {
  return [
    {
      id: 'code',
      header: t('code'),
      width: '142px',
      cell: ({ code }) => (
        <>
          <span className={classes['code']}>{code}</span> <CopyButton text={code} />
        </>
      ),
    },
    {
      id: 'whose',
      header: t('whose'),
      width: 'minmax(168px, 1fr)',
      cell: ({ userId, email }) =>
        userId === null ? (
          t('ofHouse')
        ) : (
          <Link to={`/users/${userId}`} className={classes['link']}>
            {email ?? t('closedAccount', { id: userId })}
          </Link>
        ),
    },
    {
      id: 'used',
      header: t('used'),
      width: '78px',
      align: 'right',
      cell: ({ used, mostUses }) => (
        <>
          {format.number(used)}
          <span className={classes['faint']}> / {mostUses === null ? '∞' : format.number(mostUses)}</span>
        </>
      ),
    },
    {
      id: 'created',
      header: t('made'),
      width: '124px',
      cell: ({ createdAt }) => <TimeText at={createdAt} as="day" />,
    },
    {
      id: 'state',
      header: t('stateOf'),
      width: '84px',
      cell: invite => {
        if (invite.disabledAt !== null) return <Tag tone="plain">{t('inviteState.off')}</Tag>
        if (stop === null) return <Tag tone="ok">{t('inviteState.on')}</Tag>
        return (
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            className={classes['rowAction'] ?? ''}
            aria-label={t('stopInviteCode', { code: invite.code })}
            onClick={() => stop(invite)}
          >
            {t('stopInvite')}
          </Button>
        )
      },
    },
  ]
}
