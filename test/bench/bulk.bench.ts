import { bulkEndpoints } from '../../hub/contract/admin/bulk.ts'
import type { BulkAction, BulkSelection, BulkView } from '../../hub/contract/admin/bulk-views.ts'
import { userListEndpoints } from '../../hub/contract/admin/user-lists.ts'
import { askHub } from '../../scripts/demo/ask-hub.ts'
import { defaultNow } from '../builders/seeded-hub/seed-world.ts'
import { jumpingClock } from '../fakes/jumping-clock.ts'
import { startFullHub } from '../harness/full-hub.ts'
import { watchPace } from './pace.ts'
import { report } from './report.ts'

/**
 * One thing done to all of 100,000 users, as the console does it: previewed, begun, watched, stopped on its way, taken
 * back. Days go to the end; the others are stopped after ten thousand. Meanwhile a page of users is asked for again and
 * again; the hub does all its jobs, one of its nodes is being drained, and no node is asked anything.
 */
const [preview, run, cancel, undo, , read] = bulkEndpoints
const [listUsers] = userListEndpoints
const stopAfter = 10_000
const longestMs = 200

const reason = 'measured'
const actions: readonly BulkAction[] = [
  { kind: 'days', days: 3, withoutPlan: 'skip', reason },
  { kind: 'bytes', bytes: 5e9, validity: { kind: 'until_used' }, compensation: true, reason },
  { kind: 'suspend', reason },
  { kind: 'message', subject: 'For all', text: 'Nothing to do.' },
]

await using stack = new AsyncDisposableStack()
const pace = stack.use(watchPace())
const clock = jumpingClock()
clock.jump(defaultNow - Date.now())
const { hub } = stack.use(await startFullHub(stack, defaultNow, { clock, strictAnswers: false }))
// The one thing that lets its jobs rest.
await hub.database.source.query("DELETE FROM leases WHERE name = 'jobs'")

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))
const round = (value: number) => Math.round(value)

/** The longest that this thread did nothing else, since it was asked last. */
let longest = 0
let seenAt = performance.now()
const ticking = setInterval(() => {
  const now = performance.now()
  longest = Math.max(longest, now - seenAt)
  seenAt = now
}, 2)
stack.defer(() => clearInterval(ticking))
function takeLongest(): number {
  const was = longest
  longest = 0
  return was
}

function held(name: string, figure: number, note: string): void {
  const measured = { name: `bulk: ${name}`, figure: round(figure), unit: 'ms', note }
  const peer = {
    name: `what ${longestMs} ms of an idle machine were`,
    figure: round(longestMs * pace.sinceLast()),
  }
  report({ ...measured, peer, limit: { kind: 'at most', value: 1 } })
}

const isOver = ({ state }: BulkView) => state === 'done' || state === 'cancelled' || state === 'failed'

/** Looks on until it is over, stopped once so many are passed, and asks for users meanwhile. */
async function follow(bulkId: number, stopAt: number) {
  const params = { bulkId: String(bulkId) }
  const begun = performance.now()
  const pages: number[] = []
  let memory = 0
  let isStopped = false
  for (;;) {
    const view = await askHub(hub, read, { params })
    memory = Math.max(memory, process.memoryUsage().rss)
    if (isOver(view)) {
      const perSecond = round(((view.done + view.skipped) / (performance.now() - begun)) * 1_000)
      return { view, perSecond, memory, worstPage: round(Math.max(0, ...pages)) }
    }
    if (!isStopped && view.done + view.skipped >= stopAt) {
      isStopped = true
      await askHub(hub, cancel, { params })
    }
    const asked = performance.now()
    await askHub(hub, listUsers, { query: { limit: 100 } })
    pages.push(performance.now() - asked)
    await pause(100)
  }
}

const before = process.memoryUsage().rss
let most = before
for (const action of actions) {
  const { kind } = action
  takeLongest()
  const began = performance.now()
  const selection: BulkSelection = { by: 'filter', filter: {}, except: [] }
  const previewed = await askHub(hub, preview, { body: { action, selection } })
  const took = round(performance.now() - began)
  held(
    `longest block while ${kind} of all is previewed`,
    takeLongest(),
    `${previewed.users} users in ${took} ms`,
  )

  const params = { bulkId: String(previewed.bulkId) }
  await askHub(hub, run, { params, body: { users: previewed.users } })
  const done = await follow(previewed.bulkId, kind === 'days' ? Number.POSITIVE_INFINITY : stopAfter)
  const { view } = done
  const passed = `${view.done} done, ${view.skipped} skipped of ${view.users}, ${view.state}`
  report({ name: `bulk: ${kind} done`, figure: done.perSecond, unit: 'users/s', note: passed })
  held(`longest block while ${kind} is done`, takeLongest(), `worst page of users ${done.worstPage} ms`)

  const back = await askHub(hub, undo, { params, body: { reason } })
  const undone = await follow(back.id, Number.POSITIVE_INFINITY)
  const why = undone.view.reasons.map(({ why: what, users }) => `${what} ${users}`).join(', ')
  const taken = `${undone.view.done} of ${view.done} undone${why === '' ? '' : `; not: ${why}`}`
  report({ name: `bulk: ${kind} undone`, figure: undone.perSecond, unit: 'users/s', note: taken })
  held(`longest block while ${kind} is undone`, takeLongest(), `worst page of users ${undone.worstPage} ms`)
  if (undone.view.done + undone.view.skipped !== view.done) throw new Error(`${kind}: some were not passed`)
  most = Math.max(most, done.memory, undone.memory)
}
report({
  name: 'bulk: memory of the hub meanwhile',
  figure: round(most / 1e6),
  unit: 'MB',
  peer: { name: 'before', figure: round(before / 1e6) },
})
