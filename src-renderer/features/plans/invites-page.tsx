import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRight } from '../../lib/connection-store.ts'
import { useFormat } from '../../lib/use-format.ts'
import { useHub, useHubPages } from '../../lib/use-hub.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Panel } from '../../ui/panel.tsx'
import { StateMessage } from '../../ui/state-message.tsx'
import classes from './codes.module.css'
import { buildInviteColumns, type Invite } from './invite-columns.tsx'
import { InviteSettingsForm } from './invite-settings-form.tsx'
import { NewInvite } from './new-invite.tsx'
import { listInvites, readInviteSettings } from './plan-endpoints.ts'
import { PlansFrame } from './plans-frame.tsx'
import { StopInvite } from './stop-invite.tsx'

/** Who may register, what inviting is rewarded with, and every invitation code. */
export function InvitesPage() {
  const { t } = useTranslation(['plans', 'common'])
  const format = useFormat()
  const mayWrite = useRight('codes.write')
  const [isNew, setNew] = useState(false)
  const [stopping, stop] = useState<Invite | null>(null)
  const { items, query, hasMore, loadMore } = useHubPages(listInvites, {})
  const settings = useHub(readInviteSettings)
  const columns = useMemo(() => buildInviteColumns(t, format, mayWrite ? stop : null), [t, format, mayWrite])
  return (
    <PlansFrame
      actions={
        mayWrite ? (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setNew(true)}>
            {t('newInvite')}
          </Button>
        ) : null
      }
    >
      <div className={classes['split']}>
        <Panel flush className={classes['flex'] ?? ''}>
          <DataTable
            label={t('tabs.invites')}
            columns={columns}
            rows={items}
            rowKey={invite => invite.id}
            rowName={invite => invite.code}
            isLoading={query.isPending}
            error={query.error}
            retry={() => void query.refetch()}
            hasMore={hasMore}
            loadMore={loadMore}
            empty={<StateMessage title={t('noInvites')} hint={t('noInvitesHint')} />}
          />
        </Panel>
        <Panel title={t('inviteSettings')} className={classes['top'] ?? ''}>
          <Loaded query={settings} height={340}>
            {loaded => <InviteSettingsForm settings={loaded} />}
          </Loaded>
        </Panel>
      </div>
      {isNew ? <NewInvite onClose={() => setNew(false)} /> : null}
      {stopping === null ? null : <StopInvite invite={stopping} onClose={() => stop(null)} />}
    </PlansFrame>
  )
}
