import { SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BulkAction, BulkPreview } from '../../../../hub/contract/admin/bulk-views.ts'
import { useFormat } from '../../../lib/use-format.ts'
import { StateMessage } from '../../../ui/state-message.tsx'
import classes from './bulk.module.css'
import { BulkTargets } from './bulk-targets.tsx'
import { useAmountText } from './use-bulk-text.ts'

interface BulkPreviewViewProps {
  readonly action: BulkAction
  readonly preview: BulkPreview
}

/** Who it would be about and how much it would give, before anything is done. */
export function BulkPreviewView({ action, preview }: BulkPreviewViewProps) {
  const { t } = useTranslation('users')
  const format = useFormat()
  const amount = useAmountText()
  const { users, open, skipped } = preview
  const leftOut = skipped.reduce((sum, each) => sum + each.users, 0)
  const [shown, setShown] = useState<'about' | 'leftOut'>(users > 0 ? 'about' : 'leftOut')
  const sum = useSumText(action, preview)
  return (
    <>
      <dl className={classes['figures']}>
        <Figure
          name={t('bulk.about')}
          value={format.number(users)}
          note={t('bulk.ofThemOpen', { users: format.number(open) })}
        />
        {sum === null ? null : (
          <Figure
            name={t('bulk.inAll')}
            value={sum}
            note={
              action.kind === 'message'
                ? t('bulk.textHint')
                : t('bulk.pair', { name: t('bulk.each'), value: amount(action) })
            }
          />
        )}
        <Figure
          name={t('bulk.leftOut')}
          value={format.number(leftOut)}
          note={
            leftOut === 0
              ? t('bulk.leftOutNobody')
              : skipped
                  .map(each =>
                    t('bulk.pair', { name: t(`bulk.why.${each.why}`), value: format.number(each.users) }),
                  )
                  .join(' · ')
          }
        />
      </dl>
      {action.kind === 'message' ? (
        <blockquote className={classes['letter']}>
          <b>{action.subject}</b>
          {action.text}
        </blockquote>
      ) : null}
      {users === 0 ? <StateMessage title={t('bulk.nobody')} hint={t('bulk.nobodyHint')} /> : null}
      {users > 0 && leftOut > 0 ? (
        <SegmentedControl
          aria-label={t('bulk.items')}
          value={shown}
          onChange={chosen => setShown(chosen === 'leftOut' ? 'leftOut' : 'about')}
          data={[
            { value: 'about', label: `${t('bulk.about')} · ${format.number(users)}` },
            { value: 'leftOut', label: `${t('bulk.leftOut')} · ${format.number(leftOut)}` },
          ]}
        />
      ) : null}
      {shown === 'about' ? (
        <BulkTargets targets={preview.first} all={users} withEnd={action.kind === 'days'} />
      ) : (
        <BulkTargets targets={preview.firstSkipped} all={leftOut} />
      )}
    </>
  )
}

interface FigureProps {
  readonly name: string
  readonly value: string
  readonly note: string
}

function Figure({ name, value, note }: FigureProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <b>{value}</b>
        <span title={note}>{note}</span>
      </dd>
    </div>
  )
}

/** Null where there is nothing to add up. */
function useSumText(action: BulkAction, { sums }: BulkPreview): string | null {
  const { t } = useTranslation('users')
  const format = useFormat()
  switch (action.kind) {
    case 'days':
      return t('bulk.daysInAll', { count: sums.days })
    case 'bytes':
      return format.bytes(sums.bytes)
    case 'message':
      return t('bulk.mails', { count: sums.messages })
    case 'suspend':
    case 'resume':
      return null
  }
}
