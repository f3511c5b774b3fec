import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type JobView, listJobs, runJob } from '../../../../hub/contract/admin/jobs.ts'
import { useFailureText } from '../../../lib/use-failure-text.ts'
import { useHub, useHubAction } from '../../../lib/use-hub.ts'
import { DataTable } from '../../../ui/data-table.tsx'
import { tell, tellFailure } from '../../../ui/notify.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { Tag } from '../../../ui/tag.tsx'
import classes from '../system.module.css'
import { SystemFrame } from '../system-frame.tsx'
import { useJobColumns } from './job-columns.tsx'
import { JobDrawer } from './job-drawer.tsx'

const everyMs = 5_000

/** Everything the hub does by itself, how it last went, and when it comes again. */
export function JobsPage() {
  const { t } = useTranslation('system')
  const describe = useFailureText()
  const query = useHub(listJobs, {}, { everyMs })
  const [shownName, setShownName] = useState<string | null>(null)
  const jobs = useMemo(() => (query.data?.jobs ?? []).map((job, index) => ({ ...job, index })), [query.data])
  const run = useHubAction(runJob, {
    changes: ['job.'],
    onDone: () => tell(t('jobs.queued')),
    onFailed: error => tellFailure(describe(error)),
  })
  const runNow = (job: JobView) => run.mutate({ params: { job: job.name } })
  const columns = useJobColumns(runNow)
  const shown = jobs.find(({ name }) => name === shownName) ?? null
  return (
    <SystemFrame part="jobs" tags={query.data === undefined ? null : <Standing {...query.data} />}>
      <Panel flush className={classes['fill'] ?? ''}>
        <DataTable<JobView & { readonly index: number }>
          label={t('tabs.jobs')}
          columns={columns}
          rows={jobs}
          rowKey={job => job.index}
          rowName={job => job.name}
          isLoading={query.isPending}
          error={query.error}
          retry={() => void query.refetch()}
          onOpen={job => setShownName(job.name)}
        />
      </Panel>
      <JobDrawer job={shown} onClose={() => setShownName(null)} onRun={runNow} />
    </SystemFrame>
  )
}

function Standing({ jobs, runsOn }: { readonly jobs: readonly JobView[]; readonly runsOn: string }) {
  const { t } = useTranslation('system')
  const failing = jobs.filter(({ lastRun }) => lastRun?.outcome === 'failed').length
  if (runsOn === '') return <Tag tone="bad">{t('jobs.noHub')}</Tag>
  return (
    <>
      {failing === 0 ? (
        <Tag tone="ok">{t('jobs.allWell')}</Tag>
      ) : (
        <Tag tone="bad">{t('jobs.failing', { count: failing })}</Tag>
      )}
      <span className={classes['faint']}>{t('jobs.runsOn', { hub: runsOn })}</span>
    </>
  )
}
