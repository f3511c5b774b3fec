import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { InboxCandidate, ListedInboxItem } from '../../../hub/contract/admin/inbox.ts'
import { useHub } from '../../lib/use-hub.ts'
import { ListSearch } from '../../ui/list-search.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ApplyDialog } from './apply-dialog.tsx'
import { buildCandidates } from './build-candidates.ts'
import { isSearchable } from './build-order-query.ts'
import { CandidateList } from './candidate-list.tsx'
import classes from './inbox.module.css'
import { listOrders } from './order-endpoints.ts'

interface InboxCandidatesProps {
  readonly item: ListedInboxItem
  readonly candidates: readonly InboxCandidate[]
}

/** Orders that the money may be for; another one is found by its number or its user's address. */
export function InboxCandidates({ item, candidates }: InboxCandidatesProps) {
  const { t } = useTranslation('orders')
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState<InboxCandidate | null>(null)
  const isSearching = isSearchable(text)
  const search = useHub(listOrders, { query: { text, limit: 20 } }, { enabled: isSearching })
  const found = isSearching ? buildCandidates(search.data?.items ?? [], item.amount) : null
  return (
    <Panel title={t('applyTo')}>
      <div className={classes['search']}>
        <ListSearch value={text} onChange={setText} placeholder={t('searchOther')} />
      </div>
      {found === null ? (
        <CandidateList
          candidates={candidates}
          item={item}
          choose={setChosen}
          empty={t('noCandidates')}
          hasPrimary
        />
      ) : (
        <CandidateList
          candidates={found.fitting}
          item={item}
          choose={setChosen}
          empty={
            search.isPending
              ? t('searching')
              : found.others > 0
                ? t('noneFits', { count: found.others })
                : t('noneFound')
          }
        />
      )}
      {chosen === null ? null : <ApplyDialog item={item} order={chosen} onClose={() => setChosen(null)} />}
    </Panel>
  )
}
