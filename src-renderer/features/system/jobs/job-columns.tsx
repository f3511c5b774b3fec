import { Button } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { JobView } from '../../../../hub/contract/admin/jobs.ts'
import { useRight } from '../../../lib/connection-store.ts'
import { useFormat } from '../../../lib/use-format.ts'
import { useWords } from '../../../lib/use-words.ts'
import type { Column } from '../../../ui/table-types.ts'
import { TimeText } from '../../../ui/time-text.tsx'
import classes from '../system.module.css'
import { OutcomeTag } from './outcome-tag.tsx'
import { parseWhen, tookOf } from './parse-when.ts'

export function useJobColumns(runNow: (job: JobView) => void): readonly Column<JobView>[] {
  const { t } = useTranslation('system')
  const words = useWords()
  const format = useFormat()
  const when = useWhenText()
  const mayRun = useRight('jobs.run')
  return useMemo(
    () => [
      {
        id: 'job',
        header: t('jobs.job'),
        width: 'minmax(300px, 3fr)',
        cell: job => (
          <span title={words('jobs', job.name) ?? job.what}>
            <span className={classes['code']}>{job.name}</span>{' '}
            <span className={classes['muted']}>{words('jobs', job.name) ?? job.what}</span>
          </span>
        ),
      },
      { id: 'when', header: t('jobs.when'), width: '116px', cell: job => when(job.when) },
      {
        id: 'last',
        header: t('jobs.last'),
        width: '196px',
        cell: job =>
          job.lastRun === null ? (
            <span className={classes['faint']}>{t('jobs.neverRan')}</span>
          ) : (
            <>
              <OutcomeTag outcome={job.running ? 'running' : job.lastRun.outcome} />{' '}
              <TimeText at={job.lastRun.finishedAt ?? job.lastRun.startedAt} />
            </>
          ),
      },
      {
        id: 'took',
        header: t('jobs.took'),
        width: '100px',
        align: 'right',
        cell: job => {
          const took = tookOf(job)
          return took === null ? '–' : format.duration(took)
        },
      },
      {
        id: 'next',
        header: t('jobs.next'),
        width: '134px',
        cell: job => <TimeText at={job.nextAt} />,
      },
      {
        id: 'run',
        header: '',
        width: '110px',
        align: 'right',
        cell: job =>
          mayRun ? (
            <Button
              size="compact-xs"
              variant="default"
              disabled={job.running || job.queued}
              aria-label={`${t('jobs.run')}: ${job.name}`}
              onClick={event => {
                event.stopPropagation()
                runNow(job)
              }}
            >
              {job.queued ? t('jobs.outcomes.queued') : t('jobs.run')}
            </Button>
          ) : null,
      },
    ],
    [t, words, format, when, mayRun, runNow],
  )
}

/** A schedule in words. */
export function useWhenText(): (text: string) => string {
  const { t } = useTranslation('system')
  const format = useFormat()
  return useMemo(
    () => (text: string) => {
      const when = parseWhen(text)
      if (when.kind === 'every') return t('jobs.every', { span: format.duration(when.ms) })
      return when.kind === 'daily' ? t('jobs.daily', { time: when.time }) : when.text
    },
    [t, format],
  )
}
