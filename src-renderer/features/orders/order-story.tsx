import { IconCheck, IconClock, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { OrderDetail } from '../../../hub/contract/admin/orders.ts'
import { TimeText } from '../../ui/time-text.tsx'
import { buildOrderStory, type StoryStep } from './build-order-story.ts'
import classes from './order-page.module.css'

const marks = { done: IconCheck, next: IconClock, stopped: IconX } as const

/** The way of an order in a line: what happened when, and what is waited for. */
export function OrderStory({ detail: { order, refunds } }: { readonly detail: OrderDetail }) {
  const { t } = useTranslation('orders')
  return (
    <ol className={classes['story']} aria-label={t('story')}>
      {buildOrderStory(order, refunds).map(step => (
        <Step key={step.name} step={step} />
      ))}
    </ol>
  )
}

function Step({ step: { name, mark, at } }: { readonly step: StoryStep }) {
  const { t } = useTranslation('orders')
  const Mark = marks[mark]
  return (
    <li className={classes['step']} data-mark={mark}>
      <span className={classes['mark']}>
        <Mark size={13} stroke={2.4} aria-hidden />
      </span>
      <span className={classes['stepText']}>
        <b>{t(`step.${name}`)}</b>
        <small>
          {at === null ? (
            t(`stepHint.${name}`)
          ) : (
            <TimeText at={at} as={name === 'unpaid' ? 'relative' : 'short'} />
          )}
        </small>
      </span>
    </li>
  )
}
