import type { TFunction } from 'i18next'
import type { CodeView } from '../../../hub/contract/admin/codes.ts'
import type { Formats } from '../../lib/use-format.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import type { Column } from '../../ui/table-types.ts'
import { Tag } from '../../ui/tag.tsx'
import classes from './plans.module.css'

type T = TFunction<readonly ['plans', 'common']>

export const codeColumn = (t: T): Column<CodeView> => ({
  id: 'code',
  header: t('code'),
  width: 'minmax(230px, 1fr)',
  cell: ({ code }) => (
    <>
      <span className={classes['code']}>{code}</span> <CopyButton text={code} />
    </>
  ),
})

export const usedColumn = (t: T, format: Formats): Column<CodeView> => ({
  id: 'used',
  header: t('used'),
  width: 'minmax(110px, 0.5fr)',
  align: 'right',
  cell: ({ used, mostUses }) => (
    <>
      {format.number(used)}
      <span className={classes['faint']}> / {mostUses === null ? '∞' : format.number(mostUses)}</span>
    </>
  ),
})

export const codeStateColumn = (t: T): Column<CodeView> => ({
  id: 'state',
  header: t('stateOf'),
  width: 'minmax(120px, 1fr)',
  cell: ({ disabledAt, used, mostUses }) => {
    if (disabledAt !== null) return <Tag tone="plain">{t('codeState.off')}</Tag>
    if (mostUses !== null && used >= mostUses) return <Tag tone="plain">{t('codeState.spent')}</Tag>
    return <Tag tone="ok">{t('codeState.on')}</Tag>
  },
})
