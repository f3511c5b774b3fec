import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { InboxCandidate, ListedInboxItem } from '../../../hub/contract/admin/inbox.ts'
import { Tag } from '../../ui/tag.tsx'
import { TimeText } from '../../ui/time-text.tsx'
import classes from './inbox.module.css'

interface CandidateListProps {
  readonly candidates: readonly InboxCandidate[]
  readonly item: ListedInboxItem
  choose(order: InboxCandidate): void
  /** Said where there is none. */
  readonly empty: string
  /** The first is what it was probably meant for. */
  readonly hasPrimary?: boolean
}

/** Orders in a line each, with the way to apply the money to it. */
export function CandidateList({ candidates, item, choose, empty, hasPrimary = false }: CandidateListProps) {
  const { t, i18n } = useTranslation('orders')
  if (candidates.length === 0) return <p className={classes['empty']}>{empty}</p>
  return (
    <ul className={classes['candidates']}>
      {candidates.map((order, index) => {
        const key = `orders:state.${order.state}`
        return (
          <li key={order.orderId}>
            <span className={classes['who']}>
              <b>{order.email ?? t('closedAccount', { id: order.userId })}</b>
              <small>
                <span className={classes['code']}>{order.number}</span> ·{' '}
                <TimeText at={order.createdAt} as="short" />
              </small>
            </span>
            {order.orderId === item.orderId ? <Tag tone="ok">{t('ownOrder')}</Tag> : null}
            {order.orderId !== item.orderId && order.userId === item.userId ? (
              <Tag tone="plain">{t('sameUser')}</Tag>
            ) : null}
            <Tag tone="plain">
              {i18n.exists(key) ? t(`state.${order.state}` as 'state.held') : order.state}
            </Tag>
            <Button
              size="compact-sm"
              variant={hasPrimary && index === 0 ? 'filled' : 'default'}
              aria-label={t('applyToOrder', { number: order.number })}
              onClick={() => choose(order)}
            >
              {t('apply')}
            </Button>
          </li>
        )
      })}
    </ul>
  )
}
