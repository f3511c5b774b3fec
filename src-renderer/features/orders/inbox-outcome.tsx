import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ListedInboxItem } from '../../../hub/contract/admin/inbox.ts'
import { Facts } from '../../ui/facts.tsx'
import { Panel } from '../../ui/panel.tsx'
import { TimeText } from '../../ui/time-text.tsx'
import { InboxTag } from './inbox-tag.tsx'
import classes from './orders.module.css'

/** What became of a matter that is settled. */
export function InboxOutcome({ item }: { readonly item: ListedInboxItem }) {
  const { t } = useTranslation('orders')
  const { orderId, number, reason } = item.resolution ?? {}
  return (
    <Panel title={t('outcome')}>
      <Facts
        items={[
          [t('stateOf'), <InboxTag key="state" state={item.state} />],
          ...(typeof orderId === 'number'
            ? ([
                [
                  t('number'),
                  <Link key="order" to={`/orders/${orderId}`} className={classes['link']}>
                    {typeof number === 'string' ? number : `#${orderId}`}
                  </Link>,
                ],
              ] as const)
            : []),
          ...(typeof reason === 'string' ? ([[t('reason'), reason]] as const) : []),
          [t('resolvedBy'), item.resolvedBy],
          [t('resolvedAt'), <TimeText key="at" at={item.resolvedAt} as="short" />],
        ]}
      />
    </Panel>
  )
}
