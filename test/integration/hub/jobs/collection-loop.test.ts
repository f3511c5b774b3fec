import { expect, it } from 'vitest'
import { runCollection } from '../../../../hub/jobs/collection-loop.ts'
import { systemClock } from '../../../../hub/kernel/clock.ts'
import { silentLogger } from '../../../../hub/kernel/logger.ts'
import { sqlite } from '../../../harness/engines.ts'
import { openTestDatabase } from '../../../harness/open-test-database.ts'
import { eventually } from '../../../harness/processes.ts'

/** Runs the loop over nodes until `done`; every visit is the test's. */
async function collecting(
  wanted: {
    readonly nodes: readonly number[]
    readonly maxParallel: number
    visit(nodeId: number): Promise<boolean>
  },
  until: () => Promise<unknown>,
): Promise<void> {
  await using test = await openTestDatabase(sqlite)
  const { database } = test
  const stop = new AbortController()
  const loop = runCollection(
    {
      database,
      clock: systemClock,
      logger: silentLogger,
      holder: 'a',
      leaseMs: 3_000,
      everyMs: 20,
      maxParallel: wanted.maxParallel,
      nodeIds: async () => wanted.nodes,
      pendingNodes: async () => [],
      visit: wanted.visit,
    },
    stop.signal,
  )
  try {
    await until()
  } finally {
    stop.abort()
    await loop
  }
}

it('goes on with the nodes that answer however many hang', async () => {
  const hanging = Promise.withResolvers<boolean>()
  const visits = new Map<number, number>()
  const visit = async (nodeId: number) => {
    const times = (visits.get(nodeId) ?? 0) + 1
    visits.set(nodeId, times)
    if (nodeId === 1) return true
    return times === 1 ? false : hanging.promise
  }
  await collecting({ nodes: [1, 2, 3, 4, 5], maxParallel: 2, visit }, async () => {
    try {
      await eventually('two to hang', () => [...visits.values()].filter(times => times > 1).length >= 3)
      const before = visits.get(1) ?? 0
      await eventually('the good node to be visited again and again', () => (visits.get(1) ?? 0) > before + 5)
    } finally {
      hanging.resolve(false)
    }
  })
})

it('begins nothing new for a node while a visit to it is under way', async () => {
  let under = 0
  let most = 0
  let visits = 0
  const visit = async () => {
    under += 1
    most = Math.max(most, under)
    await systemClock.sleep(30)
    under -= 1
    visits += 1
    return true
  }
  await collecting({ nodes: [1], maxParallel: 8, visit }, () => eventually('some visits', () => visits > 5))
  expect(most).toBe(1)
})
