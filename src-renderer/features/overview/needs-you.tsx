import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Overview } from '../../../hub/contract/admin/overview.ts'
import { useFormat } from '../../lib/use-format.ts'
import { useSubjectText, useWords } from '../../lib/use-words.ts'
import { Panel } from '../../ui/panel.tsx'
import { StateMessage } from '../../ui/state-message.tsx'
import { Tag } from '../../ui/tag.tsx'
import { TimeText } from '../../ui/time-text.tsx'
import { buildNeeds, type Need } from './build-overview.ts'
import classes from './overview.module.css'

/** Everything that waits for a person, each with the page where it is dealt with. */
export function NeedsYou({ data }: { readonly data: Overview }) {
  const { t } = useTranslation('overview')
  const needs = buildNeeds(data)
  return (
    <Panel title={t('needsYou')} className={classes['needs'] ?? ''} right={<Counts data={data} />}>
      {needs.length === 0 ? (
        <StateMessage title={t('nothingNeeds')} hint={t('nothingNeedsHint')} />
      ) : (
        <ul className={classes['needList']}>
          {needs.map(need => (
            <li key={need.key}>
              <NeedLine need={need} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}

/** How much there is of what the list below shows the newest of. */
function Counts({ data }: { readonly data: Overview }) {
  const { t } = useTranslation('overview')
  const { inbox, alerts } = data
  return (
    <span className={classes['counts']}>
      {inbox.open === 0 ? null : <Link to="/orders/inbox">{t('openMoney', { count: inbox.open })}</Link>}
      {alerts.open === 0 ? null : <Link to="/system/alerts">{t('openAlerts', { count: alerts.open })}</Link>}
    </span>
  )
}

function NeedLine({ need }: { readonly need: Need }) {
  const { t } = useTranslation('overview')
  const format = useFormat()
  const words = useWords()
  const subjectText = useSubjectText()
  switch (need.kind) {
    case 'node':
      return (
        <Line
          need={need}
          to={`/nodes/${need.nodeId}`}
          title={t(`nodeState.${need.state}`, { name: need.name })}
          hint={
            <>
              {t('nodeAffects', { count: need.users })}
              {need.since === null ? null : ` · ${t('since', { ago: format.relative(need.since) })}`}
            </>
          }
        />
      )
    case 'inbox':
      return (
        <Line
          need={need}
          to={`/orders/inbox/${need.inboxId}`}
          title={t('inboxItem', { amount: format.money(need.amount) })}
          hint={t('inboxHint')}
        />
      )
    case 'bill': {
      const text = String(need.day)
      const day = `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`
      return (
        <Line
          need={need}
          to="/orders/bills"
          title={t('billDiffers', { day, count: need.unsettled })}
          hint={t('billHint')}
        />
      )
    }
    case 'backup':
      return <Line need={need} to="/system/backups" title={t('noBackup')} hint={t('backupHint')} />
    case 'alert':
      return (
        <Line
          need={need}
          to="/system/alerts"
          title={words('alerts', need.alert) ?? need.message}
          hint={
            <>
              {subjectText(need.subject, need.name)} · <TimeText at={need.at} />
            </>
          }
        />
      )
  }
}

interface LineProps {
  readonly need: Need
  readonly to: string
  readonly title: string
  readonly hint: ReactNode
}

function Line({ need, to, title, hint }: LineProps) {
  const { t } = useTranslation('overview')
  return (
    <Link to={to} className={classes['need']}>
      <Tag tone={need.tone}>{t(need.kind)}</Tag>
      <span className={classes['needText']}>
        <b>{title}</b>
        <small>{hint}</small>
      </span>
    </Link>
  )
}
