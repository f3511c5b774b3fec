import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import type { ListedInboxItem } from '../../../hub/contract/admin/inbox.ts'
import { useRight } from '../../lib/connection-store.ts'
import { useFormat } from '../../lib/use-format.ts'
import { useHub } from '../../lib/use-hub.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { StateMessage } from '../../ui/state-message.tsx'
import { InboxCandidates } from './inbox-candidates.tsx'
import { InboxFacts } from './inbox-facts.tsx'
import { InboxOutcome } from './inbox-outcome.tsx'
import { InboxSettle } from './inbox-settle.tsx'
import { InboxTag } from './inbox-tag.tsx'
import { readInboxItem } from './order-endpoints.ts'
import classes from './order-page.module.css'

/** One matter of the inbox: what happened, what was verified, and the ways to settle it. */
export function InboxItemPage() {
  const { t } = useTranslation(['orders', 'common'])
  const format = useFormat()
  const { inboxId = '' } = useParams()
  const query = useHub(readInboxItem, { params: { inboxId } })
  const item = query.data?.item
  return (
    <Page
      title={
        item === undefined
          ? t('tabs.inbox')
          : t(item.refundId === null ? 'inboxTitle' : 'inboxRefundTitle', {
              amount: format.money(item.amount),
            })
      }
      back={{ to: '/orders/inbox', label: t('tabs.inbox') }}
      tags={item === undefined ? null : <InboxTag state={item.state} />}
    >
      <Loaded query={query} height={420}>
        {data => (
          <>
            <WhatHappened item={data.item} />
            <div className={classes['columns']}>
              <div className={classes['column']}>
                {data.item.state === 'open' ? (
                  <Ways item={data.item} candidates={data.candidates} />
                ) : (
                  <InboxOutcome item={data.item} />
                )}
              </div>
              <div className={classes['column']}>
                <InboxFacts item={data.item} />
              </div>
            </div>
          </>
        )}
      </Loaded>
    </Page>
  )
}

function WhatHappened({ item }: { readonly item: ListedInboxItem }) {
  const { t } = useTranslation('orders')
  return (
    <Panel title={t(`inboxKind.${item.kind}.name`)}>
      <p className={classes['empty']}>
        {t(`inboxKind.${item.kind}.what`)} {item.state === 'open' ? t(`inboxKind.${item.kind}.next`) : ''}
      </p>
    </Panel>
  )
}

function Ways({ item, candidates }: Parameters<typeof InboxCandidates>[0]) {
  const { t } = useTranslation(['orders', 'common'])
  const maySettle = useRight('inbox.write')
  if (!maySettle) {
    return (
      <Panel>
        <StateMessage title={t('common:noPermission')} hint={t('common:noPermissionHint')} />
      </Panel>
    )
  }
  return (
    <>
      {item.refundId === null ? <InboxCandidates item={item} candidates={candidates} /> : null}
      <InboxSettle item={item} />
    </>
  )
}
