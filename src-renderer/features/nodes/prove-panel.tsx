import { Button, Progress } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listJobRuns, runJob } from '../../../hub/contract/admin/jobs.ts'
import { type MeteringSummary, summarizeMetering } from '../../../hub/contract/admin/metering.ts'
import { useRight } from '../../lib/connection-store.ts'
import { useFormat } from '../../lib/use-format.ts'
import { useHub, useHubAction } from '../../lib/use-hub.ts'
import { FailureAlert } from '../../ui/failure-alert.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Tag } from '../../ui/tag.tsx'
import { TimeText } from '../../ui/time-text.tsx'
import { sumsOfNode } from './build-proof.ts'
import { DifferingSums } from './differing-sums.tsx'
import classes from './metering.module.css'

const params = { job: 'ledger.prove' } as const
const everyMs = 1_000

/** A year, as far as the page looks back. */
export const summaryRequest = { query: { days: 366 } } as const

interface ProvePanelProps {
  readonly summary: MeteringSummary
  readonly names: ReadonlyMap<number, string>
}

/** Whether all sums agree, in words and figures, and the way to have them compared again now. */
export function ProvePanel({ summary, names }: ProvePanelProps) {
  const { t } = useTranslation('nodes')
  const mayRun = useRight('jobs.run')
  const { lastProof, proving } = summary
  const run = useProof(summary)
  const isAt = proving !== null || run.isRunning
  return (
    <Panel
      title={t('proof.title')}
      right={
        mayRun ? (
          <Button size="compact-sm" variant="default" loading={isAt} onClick={run.begin}>
            {t('proof.now')}
          </Button>
        ) : null
      }
    >
      {isAt ? <Proving proving={proving} /> : <Found proof={lastProof} />}
      <FailureAlert error={run.error} />
      {run.failure === null || isAt ? null : (
        <p className={classes['failed']} role="alert">
          {t('proof.failed', { detail: run.failure })}
        </p>
      )}
      {lastProof === null || isAt || lastProof.differing === 0 ? null : (
        <DifferingSums proof={lastProof} names={names} />
      )}
    </Panel>
  )
}

/** Runs the proof as the job that it is each night, so that its result and its alert are kept. */
function useProof({ lastProof }: MeteringSummary) {
  const [asked, setAsked] = useState<{ readonly runId: number; readonly before: number } | null>(null)
  const mayRead = useRight('jobs.read')
  const begin = useHubAction(runJob, {
    changes: ['job.', 'metering.'],
    onDone: ({ runId }) => setAsked({ runId, before: lastProof?.at ?? 0 }),
  })
  const { data } = useHub(
    listJobRuns,
    { params, query: { limit: 5 } },
    { enabled: mayRead && asked !== null, everyMs },
  )
  const run = data?.runs.find(({ id }) => id === asked?.runId)
  const isNew = asked !== null && (lastProof?.at ?? 0) > asked.before
  useHub(summarizeMetering, summaryRequest, { enabled: asked !== null && !isNew, everyMs })
  const hasFailed = run?.outcome === 'failed'
  return {
    begin: () => begin.mutate({ params }),
    isRunning: begin.isPending || (asked !== null && !isNew && !hasFailed),
    error: begin.error,
    failure: hasFailed && run !== undefined ? run.detail : null,
  }
}

function Proving({ proving }: Pick<MeteringSummary, 'proving'>) {
  const { t } = useTranslation('nodes')
  const format = useFormat()
  const part = proving === null || proving.of === 0 ? 0 : proving.done / proving.of
  return (
    <div className={classes['proving']}>
      <span role="status">
        {proving === null ? t('proof.begins') : t('proof.running', { part: format.percent(part) })}
      </span>
      <Progress
        value={part * 100}
        animated
        striped={proving === null}
        aria-label={t('proof.title')}
        size="sm"
      />
    </div>
  )
}

function Found({ proof }: { readonly proof: MeteringSummary['lastProof'] }) {
  const { t } = useTranslation('nodes')
  const format = useFormat()
  if (proof === null) return <p className={classes['muted']}>{t('proof.none')}</p>
  const agrees = proof.differing === 0
  return (
    <div className={classes['proof']} role="status">
      <b className={classes['zero']} data-tone={agrees ? 'ok' : 'bad'}>
        {agrees ? t('proof.zero') : t('proof.differing', { count: proof.differing })}
      </b>
      <Tag tone={agrees ? 'ok' : 'bad'}>{t(agrees ? 'agree' : 'differ')}</Tag>
      <span className={classes['muted']}>
        {t('proof.compared', { sums: format.number(proof.nodes * sumsOfNode), count: proof.nodes })}{' '}
        <TimeText at={proof.at} />
      </span>
    </div>
  )
}
