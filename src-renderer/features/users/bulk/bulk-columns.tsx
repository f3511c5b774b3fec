import type { TFunction } from 'i18next'
import type { BulkItemView, BulkView } from '../../../../hub/contract/admin/bulk-views.ts'
import type { Formats } from '../../../lib/use-format.ts'
import type { Column } from '../../../ui/table-types.ts'
import { Tag } from '../../../ui/tag.tsx'
import { TimeText } from '../../../ui/time-text.tsx'
import classes from './bulk.module.css'
import { BulkTag } from './bulk-tag.tsx'
import { nameOfActor } from './use-bulk-text.ts'

type T = TFunction<readonly ['users', 'common']>

/** What a line of the list of bulk actions shows. */
export function buildBulkColumns(
  t: T,
  format: Formats,
  say: (bulk: BulkView) => string,
): readonly Column<BulkView>[] {
  const number = (value: number) => (value === 0 ? '–' : format.number(value))
  return [
    { id: 'number', header: '#', width: '60px', align: 'right', cell: ({ id }) => id },
    {
      id: 'action',
      header: t('bulk.action'),
      width: 'minmax(160px, 1fr)',
      cell: bulk => (
        <b className={classes['name']}>
          {bulk.action?.kind === 'message' ? t('bulk.kind.message') : say(bulk)}
        </b>
      ),
    },
    {
      id: 'reason',
      header: t('bulk.reason'),
      width: 'minmax(140px, 1.6fr)',
      cell: bulk => (
        <span className={classes['faint']}>
          {bulk.action?.kind === 'message' ? bulk.action.subject : reasonOf(bulk)}
        </span>
      ),
    },
    {
      id: 'state',
      header: t('bulk.stateOf'),
      width: '108px',
      cell: ({ state }) => <BulkTag state={state} />,
    },
    {
      id: 'done',
      header: t('bulk.doneOf'),
      width: '88px',
      align: 'right',
      cell: ({ done }) => number(done),
    },
    {
      id: 'skipped',
      header: t('bulk.leftOut'),
      width: '88px',
      align: 'right',
      cell: ({ skipped }) => number(skipped),
    },
    {
      id: 'undone',
      header: t('bulk.undoneOf'),
      width: '88px',
      align: 'right',
      cell: ({ undone }) => number(undone),
    },
    { id: 'by', header: t('bulk.by'), width: '110px', cell: ({ createdBy }) => nameOfActor(createdBy) },
    {
      id: 'when',
      header: t('bulk.when'),
      width: '150px',
      cell: ({ createdAt }) => <TimeText at={createdAt} as="short" />,
    },
  ]
}

export function reasonOf({ action, undoes }: Pick<BulkView, 'action' | 'undoes'>): string {
  if (undoes !== null) return undoes.reason
  return action === null || action.kind === 'message' ? '' : action.reason
}

/** What a line of the users of a bulk action shows. */
export function buildItemColumns(
  t: T,
  say: (item: BulkItemView) => string,
  withUndone: boolean,
): readonly Column<BulkItemView>[] {
  return [
    {
      id: 'user',
      header: t('user'),
      width: 'minmax(180px, 1.2fr)',
      cell: ({ userId, name, email }) => (
        <>
          <b className={classes['name']}>{name === '' ? `#${userId}` : name}</b>{' '}
          <span className={classes['faint']}>{email}</span>
        </>
      ),
    },
    {
      id: 'state',
      header: t('bulk.stateOf'),
      width: '108px',
      cell: ({ state }) => <Tag tone={state === 'done' ? 'ok' : 'plain'}>{t(`bulk.itemState.${state}`)}</Tag>,
    },
    {
      id: 'outcome',
      header: t('bulk.outcome'),
      width: 'minmax(180px, 1.4fr)',
      cell: item => <span title={say(item)}>{say(item)}</span>,
    },
    ...(withUndone
      ? [
          {
            id: 'undone',
            header: t('bulk.undoneAt'),
            width: '150px',
            cell: ({ undoneAt }: BulkItemView) => <TimeText at={undoneAt} as="short" />,
          },
        ]
      : []),
  ]
}
