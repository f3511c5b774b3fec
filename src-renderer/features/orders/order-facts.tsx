import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { OrderView } from '../../../hub/contract/admin/orders.ts'
import { useFormat } from '../../lib/use-format.ts'
import { Facts } from '../../ui/facts.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Tag, type Tone } from '../../ui/tag.tsx'
import { TimeText } from '../../ui/time-text.tsx'
import classes from './orders.module.css'

const tones: Readonly<Record<OrderView['entitlement'], Tone>> = {
  none: 'plain',
  waiting: 'plain',
  active: 'ok',
  suspended: 'warn',
  ended: 'plain',
}

/** Who bought what, and whether it runs. */
export function OrderFacts({ order }: { readonly order: OrderView }) {
  const { t } = useTranslation('orders')
  const { language } = useFormat()
  return (
    <Panel title={t('whatBought')}>
      <Facts
        items={[
          [
            t('user'),
            <Link key="user" to={`/users/${order.userId}`} className={classes['link']}>
              {order.email ?? t('closedAccount', { id: order.userId })}
            </Link>,
          ],
          [
            t('plan'),
            <>
              {order.planId === null ? (
                order.titles[language]
              ) : (
                <Link to={`/plans/${order.planId}`} className={classes['link']}>
                  {order.titles[language]}
                </Link>
              )}
              {order.quantity > 1 ? ` × ${order.quantity}` : ''}
            </>,
          ],
          [t('modeOf'), t(`mode.${order.mode}`)],
          [
            t('entitlementOf'),
            <Tag key="entitlement" tone={tones[order.entitlement]}>
              {t(`entitlement.${order.entitlement}`)}
            </Tag>,
          ],
          [t('startsAt'), <TimeText key="starts" at={order.startsAt} as="short" />],
          [t('endsAt'), <TimeText key="ends" at={order.endsAt} as="short" />],
        ]}
      />
    </Panel>
  )
}
