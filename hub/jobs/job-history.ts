import { In } from 'typeorm'
import type { Instant } from '../contract/primitives.ts'
import { asInteger } from '../db/columns.ts'
import { type JobRunRow, jobRunEntity } from '../db/entities/system.ts'
import { type Database, rowsOf } from '../db/transaction.ts'

const maxDetail = 4_000

export type RunEnd = { readonly outcome: 'done' | 'failed'; readonly detail: string; readonly at: Instant }

/** Writes that a run began; its row's id. */
export function beginRun(
  database: Database,
  run: { readonly job: string; readonly holder: string; readonly at: Instant },
): Promise<number> {
  return database.inTransaction(async tx => {
    const inserted = await tx.manager.insert(jobRunEntity, {
      job: run.job,
      holder: run.holder,
      startedAt: run.at,
      finishedAt: null,
      outcome: 'running',
      detail: '',
    })
    return asInteger(inserted.identifiers[0]?.['id'])
  })
}

export function endRun(database: Database, id: number, end: RunEnd): Promise<void> {
  return database.inTransaction(async tx => {
    await tx.manager.update(
      jobRunEntity,
      { id },
      {
        finishedAt: end.at,
        outcome: end.outcome,
        detail: end.detail.slice(0, maxDetail),
      },
    )
  })
}

/** Asks for a run as soon as possible; the hub that runs the jobs takes it up. */
export function queueRun(database: Database, job: string, actor: string, at: Instant): Promise<number> {
  return database.inTransaction(async tx => {
    const inserted = await tx.manager.insert(jobRunEntity, {
      job,
      holder: actor.slice(0, 64),
      startedAt: at,
      finishedAt: null,
      outcome: 'queued',
      detail: '',
    })
    return asInteger(inserted.identifiers[0]?.['id'])
  })
}

/** Takes the queued runs off the queue; the names of the jobs asked for. */
export function takeQueuedRuns(database: Database): Promise<string[]> {
  return database.inTransaction(async tx => {
    const queued = await tx.manager.find(jobRunEntity, { where: { outcome: 'queued' }, take: 100 })
    for (const { id } of queued) await tx.manager.delete(jobRunEntity, { id })
    return [...new Set(queued.map(row => row.job))]
  })
}

/** When each job last began, whoever ran it. */
export function lastStarts(database: Database): Promise<Map<string, Instant>> {
  return database.inTransaction(async tx => {
    const rows = rowsOf(
      await tx.query(
        "SELECT job, MAX(startedAt) AS startedAt FROM job_runs WHERE outcome <> 'queued' GROUP BY job",
      ),
    )
    return new Map(rows.map(row => [String(row['job']), asInteger(row['startedAt']) as Instant]))
  })
}

/** Closes the rows of runs whose hub ended in the middle. */
export function closeAbandonedRuns(database: Database, holder: string, at: Instant): Promise<void> {
  return database.inTransaction(async tx => {
    await tx.query(
      "UPDATE job_runs SET outcome = 'failed', finishedAt = ?, detail = 'the hub that ran it ended' WHERE outcome = 'running' AND holder <> ?",
      [at, holder],
    )
  })
}

/** The newest runs of a job, newest first. */
export function runsOf(database: Database, job: string, limit: number): Promise<JobRunRow[]> {
  return database.inTransaction(tx =>
    tx.manager.find(jobRunEntity, { where: { job }, order: { id: 'DESC' }, take: limit }),
  )
}

/** Of each job the newest run that began, and whether one is asked for. */
export function latestRuns(
  database: Database,
): Promise<{ readonly last: ReadonlyMap<string, JobRunRow>; readonly queued: ReadonlySet<string> }> {
  return database.inTransaction(async tx => {
    const ids = rowsOf(
      await tx.query(
        "SELECT job, outcome = 'queued' AS isQueued, MAX(id) AS id FROM job_runs GROUP BY job, isQueued",
      ),
    )
    const begun = ids.filter(row => asInteger(row['isQueued']) === 0).map(row => asInteger(row['id']))
    const rows = begun.length === 0 ? [] : await tx.manager.find(jobRunEntity, { where: { id: In(begun) } })
    return {
      last: new Map(rows.map(row => [row.job, row])),
      queued: new Set(ids.filter(row => asInteger(row['isQueued']) === 1).map(row => String(row['job']))),
    }
  })
}

/** Removes runs that began before `before`; how many. */
export function pruneRuns(database: Database, before: Instant): Promise<void> {
  return database.inTransaction(async tx => {
    await tx.query("DELETE FROM job_runs WHERE startedAt < ? AND outcome <> 'running'", [before])
  })
}
