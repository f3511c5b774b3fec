import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ListedInboxItem } from '../../../hub/contract/admin/inbox.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Panel } from '../../ui/panel.tsx'
import { TimeText } from '../../ui/time-text.tsx'
import { buildFactLines } from './build-fact-lines.ts'
import classes from './orders.module.css'
import { RawFacts } from './raw-facts.tsx'

/** Whose it may be, and the facts as they were verified. */
export function InboxFacts({ item }: { readonly item: ListedInboxItem }) {
  const { t, i18n } = useTranslation('orders')
  const nameOf = (key: string) =>
    i18n.exists(`orders:fact.${key}`) ? t(`fact.${key}` as 'fact.transactionId') : key
  const wordOf = (key: string, value: string) =>
    key === 'source' && i18n.exists(`orders:source.${value}`) ? t(`source.${value}` as 'source.query') : value
  return (
    <>
      <Panel title={t('about')}>
        <Facts
          items={[
            [
              t('user'),
              item.userId === null ? (
                t('payerUnknown')
              ) : (
                <Link key="user" to={`/users/${item.userId}`} className={classes['link']}>
                  {item.email ?? t('closedAccount', { id: item.userId })}
                </Link>
              ),
            ],
            [
              t('number'),
              item.orderId === null ? (
                '–'
              ) : (
                <Link key="order" to={`/orders/${item.orderId}`} className={classes['link']}>
                  {item.orderNumber ?? `#${item.orderId}`}
                </Link>
              ),
            ],
            [t('openedAt'), <TimeText key="opened" at={item.openedAt} />],
          ]}
        />
      </Panel>
      <Panel
        title={t('verifiedFacts')}
        right={<CopyButton text={JSON.stringify(item.facts, null, 2)} label={t('copyFacts')} />}
      >
        <RawFacts
          items={buildFactLines(item.facts).map(({ key, value, isCode }) =>
            isCode ? ([nameOf(key), value, 'code'] as const) : ([nameOf(key), wordOf(key, value)] as const),
          )}
        />
      </Panel>
    </>
  )
}
