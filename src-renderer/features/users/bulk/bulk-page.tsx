import { Button } from '@mantine/core'
import { IconArrowBackUp, IconPlayerStop } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import type { BulkView } from '../../../../hub/contract/admin/bulk-views.ts'
import { useRight } from '../../../lib/connection-store.ts'
import { useFailureText } from '../../../lib/use-failure-text.ts'
import { useHub, useHubAction } from '../../../lib/use-hub.ts'
import { Loaded } from '../../../ui/loaded.tsx'
import { tell, tellFailure } from '../../../ui/notify.tsx'
import { Page } from '../../../ui/page.tsx'
import { cancelBulk, readBulk } from '../user-endpoints.ts'
import classes from './bulk.module.css'
import { BulkItems } from './bulk-items.tsx'
import { BulkStanding } from './bulk-standing.tsx'
import { BulkTag } from './bulk-tag.tsx'
import { UndoDialog } from './undo-dialog.tsx'
import { useBulkText } from './use-bulk-text.ts'

/** Events tell of each step; this is for one that was missed. */
const followMs = 3_000

/** One bulk action: how far it is, what it did for whom and for whom not, and the way back. */
export function BulkPage() {
  const { t } = useTranslation(['users', 'common'])
  const say = useBulkText()
  const { bulkId = '' } = useParams()
  const query = useHub(readBulk, { params: { bulkId } }, { everyMs: followMs })
  const bulk = query.data
  return (
    <Page
      title={bulk === undefined ? t('bulk.title', { id: bulkId }) : say(bulk)}
      back={{ to: '/users/bulk', label: t('tabs.bulk') }}
      tags={bulk === undefined ? null : <BulkTag state={bulk.state} />}
      actions={bulk === undefined ? null : <BulkActions key={bulk.id} bulk={bulk} />}
    >
      <Loaded query={query} height={420}>
        {found => (
          <div className={classes['columns']}>
            <BulkStanding bulk={found} />
            <BulkItems key={found.id} bulk={found} />
          </div>
        )}
      </Loaded>
    </Page>
  )
}

function BulkActions({ bulk }: { readonly bulk: BulkView }) {
  const { t } = useTranslation('users')
  const describe = useFailureText()
  const mayBulk = useRight('users.bulk')
  const [isUndoing, setUndoing] = useState(false)
  const cancel = useHubAction(cancelBulk, {
    changes: ['bulk.', 'user.'],
    onDone: ({ state }) => tell(state === 'cancelled' ? t('bulk.state.cancelled') : t('bulk.stopping')),
    onFailed: failed => tellFailure(describe(failed)),
  })
  if (!mayBulk) return null
  return (
    <>
      {bulk.canCancel ? (
        <Button
          variant="default"
          leftSection={<IconPlayerStop size={15} aria-hidden />}
          loading={cancel.isPending}
          onClick={() => cancel.mutate({ params: { bulkId: bulk.id } })}
        >
          {t('bulk.stop')}
        </Button>
      ) : null}
      {bulk.canUndo ? (
        <Button
          variant="default"
          leftSection={<IconArrowBackUp size={16} aria-hidden />}
          onClick={() => setUndoing(true)}
        >
          {t('bulk.undo')}
        </Button>
      ) : null}
      {isUndoing ? <UndoDialog bulk={bulk} onClose={() => setUndoing(false)} /> : null}
    </>
  )
}
