import { expect, it } from 'vitest'
import { beginRun, endRun, queueRun } from '../../../../hub/jobs/job-history.ts'
import { jobHandlers } from '../../../../hub/jobs/job-routes.ts'
import { acquireLease } from '../../../../hub/jobs/lease.ts'
import { schedule } from '../../../../hub/jobs/schedule.ts'
import { manualClock } from '../../../fakes/manual-clock.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { openTestDatabase } from '../../../harness/open-test-database.ts'
import { succeeded } from '../../../harness/people-and-nodes.ts'

/** 11:20 in Shanghai. */
const start = Date.UTC(2026, 2, 10, 3, 20)

forEachEngine('the list of jobs', engine => {
  async function aHub() {
    const opened = await openTestDatabase(engine)
    const { database } = opened
    const clock = manualClock(start)
    const handlers = jobHandlers({ database, clock, timeZone: 'Asia/Shanghai' })
    const caller = {} as Parameters<(typeof handlers)['job.list']>[1]
    return {
      database,
      clock,
      async list() {
        const { jobs, runsOn } = succeeded(
          await handlers['job.list']({ params: {}, query: {}, body: {} }, caller),
        )
        return { runsOn, job: (name: string) => jobs.find(job => job.name === name), count: jobs.length }
      },
      [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
    }
  }
  const never = { lastRun: null, running: false, queued: false, nextAt: null }

  it('says of each how it last went, whether it runs or is asked for, and when it comes next', async () => {
    await using hub = await aHub()
    const { database, clock } = hub
    const idle = await hub.list()
    expect(idle).toMatchObject({ runsOn: '', count: schedule.length })
    expect(idle.job('ledger.prove')).toMatchObject(never)

    await acquireLease(database, { name: 'jobs', holder: 'hub-a', ttlMs: 60_000 })
    const begin = (job: string) => beginRun(database, { job, holder: 'hub-a', at: clock.now() })
    const done = async (job: string, outcome: 'done' | 'failed', detail: string) =>
      endRun(database, await begin(job), { outcome, detail, at: clock.now() })
    await done('ledger.prove', 'done', 'all agree')
    await done('ledger.prove', 'failed', 'no')
    await begin('nodes.drain')
    await queueRun(database, 'ledger.prune', 'operator:1 Li', clock.now())
    await done('mail.send', 'done', 'nothing')

    const { job, runsOn } = await hub.list()
    expect(runsOn).toBe('hub-a')
    expect(job('ledger.prove')).toMatchObject({
      lastRun: { outcome: 'failed', detail: 'no' },
      ...{ running: false, queued: false },
      // 3:40 in Shanghai.
      nextAt: Date.UTC(2026, 2, 10, 19, 40),
    })
    expect(job('nodes.drain')).toMatchObject({ running: true, lastRun: { outcome: 'running' } })
    expect(job('ledger.prune')).toMatchObject({ queued: true, lastRun: null })
    expect(job('mail.send')).toMatchObject({ nextAt: start + 3_000 })
    clock.advance(60_000)
    expect((await hub.list()).job('mail.send')).toMatchObject({ nextAt: start + 60_000 })
  })
})
