import type { Instant } from '../contract/primitives.ts'
import type { Database } from '../db/transaction.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Logger } from '../kernel/logger.ts'
import { runEvery } from '../kernel/worker-loop.ts'
import { nextDue } from './due-rule.ts'
import { beginRun, closeAbandonedRuns, endRun, lastStarts, takeQueuedRuns } from './job-history.ts'
import { acquireLease, fencedDatabase, type LeaseClaim, releaseLease, renewLease } from './lease.ts'
import { type JobDescription, type JobName, schedule } from './schedule.ts'

/** Does a job's work; what it did, in a few words, for the history. Every write goes through the fenced database. */
export type JobWork = (database: Database) => Promise<string>

export interface SchedulerDeps {
  readonly database: Database
  readonly clock: Clock
  readonly logger: Logger
  readonly holder: string
  readonly timeZone: string
  readonly leaseMs: number
  readonly work: Readonly<Record<JobName, JobWork>>
}

const jobs: readonly JobDescription[] = schedule
const streakMs = 3_600_000

interface Streak {
  readonly row: number
  readonly since: Instant
  runs: number
}

/** Runs the schedule on whichever hub holds the lease `jobs`. Resolves when the signal is aborted and all has ended. */
export async function runScheduler(deps: SchedulerDeps, signal: AbortSignal): Promise<void> {
  const { database, clock, logger, holder } = deps
  const running = new Map<string, Promise<void>>()
  const streaks = new Map<string, Streak>()
  let claim: LeaseClaim | null = null
  let renewedAt: Instant = 0 as Instant
  let due = new Map<string, Instant>()
  let lookedAt: Instant = 0 as Instant

  async function takeOver(): Promise<void> {
    claim = await acquireLease(database, { name: 'jobs', holder, ttlMs: deps.leaseMs })
    if (claim === null) return
    renewedAt = clock.now()
    await closeAbandonedRuns(fencedDatabase(database, claim), holder, clock.now())
    const starts = await lastStarts(database)
    const now = clock.now()
    due = new Map(
      jobs.map(job => [job.name, nextDue(job.when, starts.get(job.name) ?? null, deps.timeZone, now)]),
    )
    streaks.clear()
    logger.info({ holder }, 'this hub runs the scheduled jobs')
  }

  async function record(
    fenced: Database,
    job: JobDescription,
    startedAt: Instant,
    run: () => Promise<string>,
  ): Promise<void> {
    const streak = streaks.get(job.name)
    const continues =
      job.frequent === true && streak !== undefined && startedAt - streak.since < streakMs ? streak : null
    const row = continues?.row ?? (await beginRun(fenced, { job: job.name, holder, at: startedAt }))
    try {
      const detail = await run()
      const runs = (continues?.runs ?? 0) + 1
      if (job.frequent) streaks.set(job.name, { row, since: continues?.since ?? startedAt, runs })
      const text = job.frequent && runs > 1 ? `${runs} runs; last: ${detail}` : detail
      await endRun(fenced, row, { outcome: 'done', detail: text, at: clock.now() })
    } catch (error) {
      streaks.delete(job.name)
      const detail = error instanceof Error ? error.message : String(error)
      await endRun(fenced, row, { outcome: 'failed', detail, at: clock.now() })
      logger.error({ job: job.name, err: error }, 'a job failed')
    }
  }

  function begin(job: JobDescription, held: LeaseClaim): void {
    const work = deps.work[job.name as JobName]
    const startedAt = clock.now()
    const fenced = fencedDatabase(database, held)
    due.set(job.name, nextDue(job.when, startedAt, deps.timeZone, startedAt))
    running.set(
      job.name,
      record(fenced, job, startedAt, () => work(fenced))
        // Only the history itself can fail here: the lease was lost, or the database is away.
        .catch(error => logger.warn({ job: job.name, err: error }, 'a job could not be recorded'))
        .finally(() => running.delete(job.name)),
    )
  }

  /** A clock that was set back makes due times of the wrong time: they are reckoned anew. */
  function followClock(): void {
    const now = clock.now()
    if (now < lookedAt) {
      for (const job of jobs) {
        const reckoned = nextDue(job.when, now, deps.timeZone, now)
        if (reckoned < (due.get(job.name) ?? 0)) due.set(job.name, reckoned)
      }
    }
    lookedAt = now
  }

  async function keepLease(): Promise<void> {
    if (claim !== null && Math.abs(clock.now() - renewedAt) >= deps.leaseMs / 3) {
      renewedAt = clock.now()
      if (!(await renewLease(database, claim, deps.leaseMs))) claim = null
    }
  }

  async function look(): Promise<void> {
    followClock()
    await keepLease()
    if (claim === null) await takeOver()
    if (claim === null) return
    const asked = new Set(await takeQueuedRuns(fencedDatabase(database, claim)))
    for (const job of jobs) {
      const isDue = (due.get(job.name) ?? 0) <= clock.now() || asked.has(job.name)
      if (isDue && !running.has(job.name) && !signal.aborted) begin(job, claim)
    }
  }

  await runEvery({
    name: 'scheduler',
    // Often enough to renew the shortest lease that can be set.
    everyMs: Math.min(1_000, deps.leaseMs / 4),
    maxBackOffMs: 10_000,
    clock,
    signal,
    onFailure: (error, failures) => logger.warn({ err: error, failures }, 'the scheduler could not look'),
    run: look,
  })
  await Promise.allSettled(running.values())
  // A database that is away at the end gives the lease up by itself in time.
  if (claim !== null) await releaseLease(database, claim).catch(() => undefined)
}
