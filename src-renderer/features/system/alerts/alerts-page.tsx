import { SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type AlertView, acknowledgeAlert, listAlerts } from '../../../../hub/contract/admin/alerts.ts'
import { readOverview } from '../../../../hub/contract/admin/overview.ts'
import { useFailureText } from '../../../lib/use-failure-text.ts'
import { useHub, useHubAction, useHubPages } from '../../../lib/use-hub.ts'
import { useSubjectText, useWords } from '../../../lib/use-words.ts'
import { DataTable } from '../../../ui/data-table.tsx'
import { tell, tellFailure } from '../../../ui/notify.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { StateMessage } from '../../../ui/state-message.tsx'
import { Tag } from '../../../ui/tag.tsx'
import classes from '../system.module.css'
import { SystemFrame } from '../system-frame.tsx'
import { useAlertColumns } from './alert-columns.tsx'
import { AlertDrawer } from './alert-drawer.tsx'

const states = ['open', 'unseen', 'closed', 'all'] as const
type State = (typeof states)[number]

/** What the hub wants a person to know, and who has taken note of it. */
export function AlertsPage() {
  const { t } = useTranslation('system')
  const describe = useFailureText()
  const words = useWords()
  const subjectText = useSubjectText()
  const [state, setState] = useState<State>('open')
  const [shownId, setShownId] = useState<number | null>(null)
  const list = useHubPages(listAlerts, { query: { state } })
  const shown = list.items.find(({ id }) => id === shownId) ?? null
  const acknowledge = useHubAction(acknowledgeAlert, {
    changes: ['alerts.', 'overview.'],
    onDone: () => tell(t('alerts.acknowledged')),
    onFailed: error => tellFailure(describe(error)),
  })
  const takeNote = (alert: AlertView) => acknowledge.mutate({ params: { alertId: alert.id } })
  const columns = useAlertColumns(takeNote)
  return (
    <SystemFrame part="alerts" tags={<Standing />}>
      <Panel flush className={classes['fill'] ?? ''}>
        <div className={classes['bar']}>
          <SegmentedControl
            size="xs"
            value={state}
            aria-label={t('alerts.state')}
            data={states.map(value => ({ value, label: t(`alerts.states.${value}`) }))}
            onChange={value => setState(states.find(one => one === value) ?? 'open')}
          />
        </div>
        <DataTable
          label={t('tabs.alerts')}
          columns={columns}
          rows={list.items}
          rowKey={alert => alert.id}
          rowName={alert =>
            `${words('alerts', alert.kind) ?? alert.kind}: ${subjectText(alert.subject, alert.name)}`
          }
          isLoading={list.query.isPending}
          error={list.query.error}
          retry={() => void list.query.refetch()}
          hasMore={list.hasMore}
          loadMore={list.loadMore}
          onOpen={alert => setShownId(alert.id)}
          empty={<StateMessage title={t('alerts.none')} hint={t('alerts.noneHint')} />}
        />
      </Panel>
      <AlertDrawer alert={shown} onClose={() => setShownId(null)} onTakeNote={takeNote} />
    </SystemFrame>
  )
}

function Standing() {
  const { t } = useTranslation('system')
  const { data } = useHub(readOverview)
  if (data === undefined) return null
  const { open, critical } = data.alerts
  if (open === 0) return <Tag tone="ok">{t('alerts.allWell')}</Tag>
  return <Tag tone={critical > 0 ? 'bad' : 'warn'}>{t('alerts.open', { count: open })}</Tag>
}
