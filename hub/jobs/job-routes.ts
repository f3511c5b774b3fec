import type { JobView, jobEndpoints } from '../contract/admin/jobs.ts'
import type { Instant } from '../contract/primitives.ts'
import type { JobRunRow } from '../db/entities/system.ts'
import type { Database } from '../db/transaction.ts'
import type { HandlerTable } from '../http/handlers.ts'
import { actorText } from '../kernel/actor.ts'
import type { Clock } from '../kernel/clock.ts'
import { fail, succeed } from '../kernel/outcome.ts'
import { nextDue, type When } from './due-rule.ts'
import { latestRuns, queueRun, runsOf } from './job-history.ts'
import { heldLeases } from './lease.ts'
import { type JobDescription, schedule } from './schedule.ts'

const jobs: readonly JobDescription[] = schedule

const viewRun = ({ job: _job, ...row }: JobRunRow) => ({
  ...row,
  startedAt: row.startedAt as Instant,
  finishedAt: row.finishedAt as Instant | null,
})

const viewWhen = (when: When) => ('everyMs' in when ? `every ${when.everyMs / 1_000} s` : when.cron)

/** What answers the endpoints about scheduled work. */
export function jobHandlers(deps: {
  readonly database: Database
  readonly clock: Clock
  readonly timeZone: string
}): HandlerTable<typeof jobEndpoints> {
  const { database, clock, timeZone } = deps
  const isKnown = (name: string) => jobs.some(job => job.name === name)

  /** A frequent job's row is of an hour of runs: the next is reckoned from the last one's end. */
  function nextRun(job: JobDescription, last: JobRunRow | undefined): Instant {
    const now = clock.now()
    const since = 'everyMs' in job.when ? (last?.finishedAt ?? last?.startedAt) : last?.startedAt
    return Math.max(now, nextDue(job.when, (since ?? null) as Instant | null, timeZone, now)) as Instant
  }

  return {
    'job.list': async () => {
      const [leader] = await heldLeases(database, 'jobs')
      const nodes = await heldLeases(database, 'node:')
      const { last, queued } = await latestRuns(database)
      return succeed({
        jobs: jobs.map((job): JobView => {
          const run = last.get(job.name)
          return {
            name: job.name,
            what: job.what,
            when: viewWhen(job.when),
            lastRun: run ? viewRun(run) : null,
            running: run?.outcome === 'running',
            queued: queued.has(job.name),
            nextAt: leader ? nextRun(job, run) : null,
          }
        }),
        runsOn: leader?.holder ?? '',
        nodeLeases: nodes.map(({ name, holder }) => ({ nodeId: Number(name.slice('node:'.length)), holder })),
      })
    },
    'job.runs': async ({ params, query }) =>
      isKnown(params.job)
        ? succeed({ runs: (await runsOf(database, params.job, query.limit)).map(viewRun) })
        : fail('job_not_found', { job: params.job, known: jobs.map(job => job.name) }),
    'job.run': async ({ params }, { actor }) =>
      isKnown(params.job)
        ? succeed({ runId: await queueRun(database, params.job, actorText(actor), clock.now()) })
        : fail('job_not_found', { job: params.job, known: jobs.map(job => job.name) }),
  }
}
