import * as z from 'zod'
import { endpoint } from '../endpoint.ts'
import { nothing } from '../paging.ts'
import { instant } from '../primitives.ts'

const jobRun = z.strictObject({
  id: z.number().int(),
  startedAt: instant,
  finishedAt: instant.nullable(),
  outcome: z.enum(['queued', 'running', 'done', 'failed']),
  /** Which hub ran it. */
  holder: z.string(),
  detail: z.string(),
})

const job = z.strictObject({
  name: z.string(),
  what: z.string(),
  /** `every 5 s` or a cron pattern in the operator's time zone. */
  when: z.string(),
  /** The last one that began; one that runs is it. A frequent job's good runs of an hour are one. */
  lastRun: jobRun.nullable(),
  running: z.boolean(),
  /** Somebody asked for it and it has not begun yet. */
  queued: z.boolean(),
  /** When it is due by itself; null while no hub runs the jobs. */
  nextAt: instant.nullable(),
})
export type JobView = z.infer<typeof job>

const jobParams = z.strictObject({ job: z.string().min(1).max(64) })

export const listJobs = endpoint({
  name: 'job.list',
  method: 'GET',
  path: '/v1/jobs',
  summary: 'Everything the hub does by itself, when, and how it last went',
  auth: 'operator',
  rights: 'jobs.read',
  params: nothing,
  query: nothing,
  body: nothing,
  answer: z.strictObject({
    jobs: z.array(job),
    /** Which hub runs them; empty while none does. */
    runsOn: z.string(),
    nodeLeases: z.array(z.strictObject({ nodeId: z.number().int(), holder: z.string() })),
  }),
  errors: [],
})

export const listJobRuns = endpoint({
  name: 'job.runs',
  method: 'GET',
  path: '/v1/jobs/:job/runs',
  summary: 'The history of a job, newest first',
  auth: 'operator',
  rights: 'jobs.read',
  params: jobParams,
  query: z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(20) }),
  body: nothing,
  answer: z.strictObject({ runs: z.array(jobRun) }),
  errors: ['job_not_found'],
})

export const runJob = endpoint({
  name: 'job.run',
  method: 'POST',
  path: '/v1/jobs/:job/run',
  summary: 'Run a job now: the hub that runs the jobs takes it up within a second',
  auth: 'operator',
  rights: 'jobs.run',
  params: jobParams,
  query: nothing,
  body: nothing,
  answer: z.strictObject({ runId: z.number().int() }),
  errors: ['job_not_found'],
})

export const jobEndpoints = [listJobs, listJobRuns, runJob] as const
