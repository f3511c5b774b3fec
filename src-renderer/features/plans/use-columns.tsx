import type { TFunction } from 'i18next'
import type { CodeUseView } from '../../../hub/contract/admin/codes.ts'
import type { Column } from '../../ui/table-types.ts'
import { Tag } from '../../ui/tag.tsx'
import { TimeText } from '../../ui/time-text.tsx'
import classes from './plans.module.css'

const tones = { reserved: 'warn', committed: 'ok', released: 'plain' } as const

/** What a line of the log of uses shows. */
export function buildUseColumns(t: TFunction<readonly ['plans', 'common']>): readonly Column<CodeUseView>[] {
  return [
    { id: 'at', header: t('usedAt'), width: '150px', cell: use => <TimeText at={use.at} as="short" /> },
    {
      id: 'code',
      header: t('code'),
      width: 'minmax(200px, 1.2fr)',
      cell: use => <span className={classes['code']}>{use.code}</span>,
    },
    {
      id: 'user',
      header: t('user'),
      width: 'minmax(180px, 1.2fr)',
      cell: use => use.email ?? t('closedAccount', { id: use.userId }),
    },
    {
      id: 'order',
      header: t('order'),
      width: '170px',
      cell: use => <span className={classes['code']}>{use.orderNumber}</span>,
    },
    {
      id: 'state',
      header: t('stateOf'),
      width: '130px',
      cell: use => <Tag tone={tones[use.state]}>{t(`useState.${use.state}`)}</Tag>,
    },
  ]
}
