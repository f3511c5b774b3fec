import type { TFunction } from 'i18next'
import type { CodeBatchView } from '../../../hub/contract/admin/codes.ts'
import type { CodeEffect } from '../../../hub/contract/customer/quote.ts'
import type { Formats } from '../../lib/use-format.ts'
import type { Column } from '../../ui/table-types.ts'
import { TimeText } from '../../ui/time-text.tsx'
import { BatchTag } from './batch-tag.tsx'
import classes from './plans.module.css'

/** What a line of the list of batches shows. */
export function buildBatchColumns(
  t: TFunction<readonly ['plans', 'common']>,
  format: Formats,
  effectText: (effect: CodeEffect) => string,
): readonly Column<CodeBatchView>[] {
  return [
    {
      id: 'name',
      header: t('batch'),
      width: 'minmax(180px, 1.4fr)',
      cell: batch => <b className={classes['strong']}>{batch.name}</b>,
    },
    {
      id: 'effect',
      header: t('effectOf'),
      width: 'minmax(180px, 1.4fr)',
      cell: batch => effectText(batch.effect),
    },
    {
      id: 'codes',
      header: t('tabs.codes'),
      width: '90px',
      align: 'right',
      cell: batch => format.number(batch.codes),
    },
    {
      id: 'used',
      header: t('used'),
      width: '90px',
      align: 'right',
      cell: batch => format.number(batch.used),
    },
    {
      id: 'until',
      header: t('validUntil'),
      width: '136px',
      cell: batch => <TimeText at={batch.validUntil} as="day" none={t('noEnd')} />,
    },
    { id: 'state', header: t('stateOf'), width: '122px', cell: batch => <BatchTag batch={batch} /> },
    {
      id: 'created',
      header: t('made'),
      width: '128px',
      cell: batch => <TimeText at={batch.createdAt} as="day" />,
    },
  ]
}
