import type { JobView, jobEndpoints } from '../contract/admin/jobs.ts'
import type { Instant } from '../contract/primitives.ts'
import type { JobRunRow } from '../db/entities/system.ts'
import type { Database } from '../db/transaction.ts'
import type { HandlerTable } from '../http/handlers.ts'
import { actorText } from '../kernel/actor.ts'
import type { Clock } from '../kernel/clock.ts'
import { fail, succeed } from '../kernel/outcome.ts'
import type { When } from './due-rule.ts'
import { queueRun, runsOf } from './job-history.ts'
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
}): HandlerTable<typeof jobEndpoints> {
  const { database, clock } = deps
  const isKnown = (name: string) => jobs.some(job => job.name === name)

  async function viewJob(job: JobDescription): Promise<JobView> {
    const [last] = await runsOf(database, job.name, 1)
    return {
      name: job.name,
      what: job.what,
      when: viewWhen(job.when),
      lastRun: last ? viewRun(last) : null,
    }
  }

  return {
    'job.list': async () => {
      const [leader] = await heldLeases(database, 'jobs')
      const nodes = await heldLeases(database, 'node:')
      const views: JobView[] = []
      for (const job of jobs) views.push(await viewJob(job))
      return succeed({
        jobs: views,
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
