import { useTranslation } from 'react-i18next'
import type { NodeDetail } from '../../../hub/contract/admin/node-views.ts'
import { useRight } from '../../lib/connection-store.ts'
import { useFormat } from '../../lib/use-format.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Tag } from '../../ui/tag.tsx'
import { TimeText } from '../../ui/time-text.tsx'
import { DrainProgress } from './drain-progress.tsx'
import { EnrolSteps } from './enrol-steps.tsx'
import { CertificateText, ClockText } from './node-facts.tsx'
import classes from './node-page.module.css'
import { NodeSamples } from './node-samples.tsx'
import { NodeTroubles } from './node-troubles.tsx'
import { NodeVerdicts } from './node-verdicts.tsx'

/** The three answers, what its agent complains of, how it fares, and what it is. */
export function NodeOverview({ node }: { readonly node: NodeDetail }) {
  const isNew = node.state === 'new' && node.enrolledAt === null
  return (
    <>
      {isNew ? null : <NodeVerdicts node={node} />}
      <NodeTroubles node={node} />
      {node.state === 'draining' ? <DrainProgress node={node} /> : null}
      <div className={classes['columns']}>
        {isNew ? <Enrol node={node} /> : <NodeSamples nodeId={node.id} />}
        <div className={classes['side']}>
          <Reached node={node} />
          <About node={node} />
        </div>
      </div>
      {node.note === '' ? null : <Note text={node.note} />}
    </>
  )
}

function Enrol({ node }: { readonly node: NodeDetail }) {
  const { t } = useTranslation('nodes')
  const mayEnrol = useRight('nodes.enroll')
  return (
    <Panel
      title={t('enrolTitle', { name: node.name })}
      right={<Tag tone="plain">{t('servingIs.not_enrolled')}</Tag>}
    >
      {mayEnrol ? <EnrolSteps node={node} onDone={() => {}} /> : t('enrolAsk')}
    </Panel>
  )
}

function Reached({ node }: { readonly node: NodeDetail }) {
  const { t } = useTranslation('nodes')
  return (
    <Panel title={t('addresses')}>
      {node.addresses.length === 0 ? (
        <span className={classes['muted']}>{t('noAddresses')}</span>
      ) : (
        <ul className={classes['addresses']}>
          {node.addresses.map(({ kind, host, portOffset }) => (
            <li key={`${kind}:${host}:${portOffset}`}>
              <span className={classes['kind']}>{t(`addressKind.${kind}`)}</span>
              <span className={classes['host']} title={host}>
                {host}
                {portOffset === 0 ? null : ` ${portOffset > 0 ? '+' : '−'}${Math.abs(portOffset)}`}
              </span>
              <CopyButton text={host} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}

function About({ node }: { readonly node: NodeDetail }) {
  const { t } = useTranslation('nodes')
  const format = useFormat()
  const { health } = node
  const management = `${node.managementHost}:${node.managementPort}`
  return (
    <Panel title={t('facts')}>
      <Facts
        items={[
          [
            t('management'),
            <>
              {management} <CopyButton text={management} />
            </>,
          ],
          [t('rate'), `× ${node.rate / 1_000}`],
          [t('ports'), `${node.portFrom}–${node.portUntil}`],
          [t('releasedPorts'), format.number(node.releasedPorts)],
          [t('clock'), <ClockText key="clock" node={node} />],
          [t('certificate'), <CertificateText key="certificate" at={node.certificateExpiresAt} />],
          [t('agent'), health === null ? '–' : `${health.version} · Node ${health.nodeVersion}`],
          [t('agentSince'), <TimeText key="since" at={health?.startedAt ?? null} />],
          [t('repairs'), health === null ? '–' : format.number(sum(Object.values(health.repairs)))],
          [t('enrolled'), <TimeText key="enrolled" at={node.enrolledAt} as="day" />],
        ]}
      />
    </Panel>
  )
}

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0)

function Note({ text }: { readonly text: string }) {
  const { t } = useTranslation('nodes')
  return (
    <Panel title={t('note')}>
      <div className={classes['note']}>{text}</div>
    </Panel>
  )
}
