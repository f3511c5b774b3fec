import { Button, Drawer, Group, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { type JobView, listJobRuns } from '../../../../hub/contract/admin/jobs.ts'
import { useRight } from '../../../lib/connection-store.ts'
import { useFormat } from '../../../lib/use-format.ts'
import { useHub } from '../../../lib/use-hub.ts'
import { useWords } from '../../../lib/use-words.ts'
import { Facts } from '../../../ui/facts.tsx'
import { Loaded } from '../../../ui/loaded.tsx'
import { TimeText } from '../../../ui/time-text.tsx'
import classes from '../system.module.css'
import { useWhenText } from './job-columns.tsx'
import jobClasses from './jobs.module.css'
import { OutcomeTag } from './outcome-tag.tsx'

interface JobDrawerProps {
  readonly job: JobView | null
  onClose(): void
  onRun(job: JobView): void
}

/** A job and how it went before. */
export function JobDrawer({ job, onClose, onRun }: JobDrawerProps) {
  return (
    <Drawer
      opened={job !== null}
      onClose={onClose}
      position="right"
      size={560}
      title={<span className={classes['code']}>{job?.name}</span>}
    >
      {job === null ? null : <JobDetail job={job} onRun={onRun} />}
    </Drawer>
  )
}

function JobDetail({ job, onRun }: { readonly job: JobView; onRun(job: JobView): void }) {
  const { t } = useTranslation('system')
  const words = useWords()
  const when = useWhenText()
  const mayRun = useRight('jobs.run')
  const query = useHub(listJobRuns, { params: { job: job.name }, query: { limit: 50 } }, { everyMs: 3_000 })
  return (
    <Stack>
      <p className={classes['lead']}>{words('jobs', job.name) ?? job.what}</p>
      <Facts
        items={[
          [t('jobs.when'), when(job.when)],
          [t('jobs.next'), <TimeText key="next" at={job.nextAt} as="short" />],
        ]}
      />
      {mayRun ? (
        <Group justify="flex-end">
          <Button disabled={job.running || job.queued} onClick={() => onRun(job)}>
            {t('jobs.run')}
          </Button>
        </Group>
      ) : null}
      <div>
        <h2>{t('jobs.history')}</h2>
        <p className={classes['faint']} style={{ margin: '2px 0 8px' }}>
          {t('jobs.historyHint')}
        </p>
        <Loaded query={query} height={200}>
          {({ runs }) =>
            runs.length === 0 ? (
              <span className={classes['muted']}>{t('jobs.neverRan')}</span>
            ) : (
              <ul className={jobClasses['runs']}>
                {runs.map(run => (
                  <li key={run.id}>
                    <Run run={run} />
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
      </div>
    </Stack>
  )
}

function Run({ run }: { readonly run: NonNullable<JobView['lastRun']> }) {
  const format = useFormat()
  return (
    <>
      <div className={jobClasses['runLine']}>
        <OutcomeTag outcome={run.outcome} />
        <TimeText at={run.startedAt} as="short" />
        <span className={classes['muted']}>
          {run.finishedAt === null ? '' : format.duration(run.finishedAt - run.startedAt)}
        </span>
        <span className={`${classes['faint']} ${jobClasses['holder']}`}>{run.holder}</span>
      </div>
      {run.detail === '' ? null : <div className={jobClasses['detail']}>{run.detail}</div>}
    </>
  )
}
