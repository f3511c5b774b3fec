import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { summarizeMetering } from '../../../hub/contract/admin/metering.ts'
import type { NodeDetail } from '../../../hub/contract/admin/node-views.ts'
import { useRight } from '../../lib/connection-store.ts'
import { useFormat } from '../../lib/use-format.ts'
import { useHub } from '../../lib/use-hub.ts'
import { Panel } from '../../ui/panel.tsx'
import { Tag, type Tone } from '../../ui/tag.tsx'
import { loadOf } from './build-nodes.ts'
import { judgeConfiguration, judgeCounting, judgeServing } from './build-verdicts.ts'
import classes from './node-page.module.css'

const days = 30

/** The three questions about a node, each with its answer. */
export function NodeVerdicts({ node }: { readonly node: NodeDetail }) {
  const { t } = useTranslation('nodes')
  const format = useFormat()
  const serving = judgeServing(node)
  const configuration = judgeConfiguration(node)
  return (
    <div className={classes['verdicts']}>
      <Verdict
        question={t('isServing')}
        tone={serving.tone}
        answer={t(`servingIs.${serving.word}`)}
        note={
          <>
            {t('placesOf', { users: format.number(node.users), capacity: format.number(node.capacity) })}
            {` · ${format.percent(loadOf(node))}`}
            <br />
            {node.traffic === null
              ? t('noTraffic')
              : t('downUp', {
                  down: format.rate(node.traffic.download),
                  up: format.rate(node.traffic.upload),
                })}
          </>
        }
      />
      <Verdict
        question={t('isConfigured')}
        tone={configuration.tone}
        answer={t(`configurationIs.${configuration.word}`)}
        note={
          <>
            {t('revisions', { applied: node.appliedRevision, desired: node.desiredRevision })}
            <br />
            <Link to={`/nodes/${node.id}/configuration`} className={classes['link']}>
              {t('compareNow')} →
            </Link>
          </>
        }
      />
      <Counting node={node} />
    </div>
  )
}

function Counting({ node }: { readonly node: NodeDetail }) {
  const { t } = useTranslation('nodes')
  const format = useFormat()
  const mayMeter = useRight('metering.read')
  const { data } = useHub(summarizeMetering, { query: { days } }, { enabled: mayMeter })
  const found = judgeCounting(node, data)
  return (
    <Verdict
      question={t('isCounting')}
      tone={found.tone}
      answer={t(`countingIs.${found.word}`)}
      note={
        <>
          {node.lastCollectedAt === null
            ? t('neverCollected')
            : t('collectedAgo', { ago: format.relative(node.lastCollectedAt) })}
          <br />
          {mayMeter ? (
            <Link to={`/nodes/${node.id}/metering`} className={classes['link']}>
              {t('incidents30', { count: found.incidents })} →
            </Link>
          ) : null}
        </>
      }
    />
  )
}

interface VerdictProps {
  readonly question: string
  readonly tone: Tone
  readonly answer: string
  readonly note: ReactNode
}

function Verdict({ question, tone, answer, note }: VerdictProps) {
  return (
    <Panel title={question} right={<Tag tone={tone}>{answer}</Tag>}>
      <div className={classes['verdictNote']}>{note}</div>
    </Panel>
  )
}
