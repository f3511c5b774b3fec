import * as z from 'zod'
import { type Attempt, buildAttempt, type Notification } from './build-notification.ts'
import type { Identity, Keys } from './crypto/create-identity.ts'
import type { Journal, NotificationEntry } from './journal.ts'
import { type PostResult, postNotification, resolveTarget } from './post-notification.ts'
import { nextAttemptAt } from './retry-rule.ts'
import type { Settings } from './settings.ts'
import type { Signer } from './sign-answers.ts'
import { type Trick, trickSchema } from './trick-rule.ts'

export const policyPatch = z.strictObject({
  /** Nothing is sent until it is released. */
  hold: z.boolean().optional(),
  /** What arises is never sent at all. */
  lose: z.boolean().optional(),
  /** The first attempt is due so much later. */
  delayMs: z.int().min(0).optional(),
  /** Each attempt is sent so many times, one after the other or all at once. */
  copies: z.int().min(1).max(1000).optional(),
  inParallel: z.boolean().optional(),
  /** Gathers so many and sends them newest first; 0 is off. */
  reorder: z.int().min(0).optional(),
})
export type PolicyPatch = z.input<typeof policyPatch>
type Policy = { -readonly [K in keyof PolicyPatch]-?: Exclude<PolicyPatch[K], undefined> }

export const trickOrder = z.strictObject({
  trick: trickSchema,
  /** For so many attempts; null is for all. One, unless it says otherwise. */
  times: z.int().min(1).nullable().optional(),
  outTradeNo: z.string().optional(),
  event: z.string().optional(),
})
export type TrickOrder = z.input<typeof trickOrder>

/** waiting -> delivered | given_up; held and gathering wait for a release; lost is never sent. */
export interface Job {
  readonly notification: Notification
  readonly state: 'waiting' | 'held' | 'gathering' | 'delivered' | 'given_up' | 'lost'
  readonly attempts: number
  /** The emulator's time of the next attempt. */
  readonly dueAt: number | null
}

export interface Sender {
  /** Resolves after the first attempt where one is made at once. */
  enqueue(notification: Notification): Promise<void>
  /** Every attempt that is due by the emulator's clock, in the order of being due. */
  deliverDue(): Promise<readonly NotificationEntry[]>
  /** The next attempt of everything undelivered (of one order), due or not, held or not. */
  deliverNow(outTradeNo?: string): Promise<readonly NotificationEntry[]>
  release(order: 'oldest_first' | 'newest_first'): Promise<readonly NotificationEntry[]>
  /** A single message beside the schedule: a forgery or a probe. */
  sendOnce(notification: Notification, trick: Trick | null): Promise<NotificationEntry>
  /** The very bytes and headers of an earlier message. */
  replay(earlier: NotificationEntry): Promise<NotificationEntry>
  setPolicy(patch: PolicyPatch): void
  addTrick(order: TrickOrder): void
  clearTricks(): void
  jobs(): readonly Job[]
  clear(): void
  stop(): void
}

const calm: Policy = { hold: false, lose: false, delayMs: 0, copies: 1, inParallel: false, reorder: 0 }

export function createSender(deps: {
  readonly identity: Identity
  readonly keys: Keys
  readonly signer: Signer
  readonly journal: Journal
  readonly now: () => number
  readonly settings: () => Settings
  /** The retry schedule's factor: 1 is WeChat's own. */
  readonly scale: number
  readonly earlier: readonly Job[]
  readonly onChange: () => void
}): Sender {
  const { journal, now, settings } = deps
  const jobs = new Map<string, Job>(deps.earlier.map(job => [job.notification.id, job]))
  const underWay = new Set<string>()
  const stopped = new AbortController()
  let policy = calm
  let tricks: TrickOrder[] = []

  const put = (job: Job) => {
    jobs.set(job.notification.id, job)
    deps.onChange()
  }

  function takeTrick({ outTradeNo, event }: Notification): Trick | null {
    const found = tricks.find(
      one => (one.outTradeNo ?? outTradeNo) === outTradeNo && (one.event ?? event) === event,
    )
    if (!found) return null
    const left = found.times === null ? null : (found.times ?? 1) - 1
    tricks = tricks.flatMap(one => (one !== found ? [one] : left === 0 ? [] : [{ ...found, times: left }]))
    return found.trick
  }

  async function post(url: string, attempt: Attempt, trick: Trick | null): Promise<PostResult> {
    if (trick?.kind === 'drop') return { status: null, answer: '', error: 'dropped on the way' }
    const target = resolveTarget(url, settings().notifyRoutes)
    if (!target) return { status: null, answer: '', error: `${url} does not lead to the loopback` }
    const pace = trick?.kind === 'slow_body' ? trick : null
    return postNotification(target, attempt, {
      timeoutMs: settings().notifyTimeoutMs,
      pace,
      signal: stopped.signal,
    })
  }

  async function send(notification: Notification, attempt: Attempt, number: number, trick: Trick | null) {
    const result = await post(notification.url, attempt, trick)
    const { id, event, outTradeNo, outRefundNo, url } = notification
    const entry = journal.add({
      kind: 'notification',
      ...{ id, event, outTradeNo, outRefundNo, url, attempt: number, trick: trick?.kind ?? null },
      ...{ headers: attempt.headers, body: attempt.body.subarray(0, 65_536).toString() },
      ...result,
    })
    return entry as NotificationEntry
  }

  const build = (notification: Notification, trick: Trick | null) =>
    buildAttempt(notification, trick, { ...deps, now: now() })

  async function sendCopies(notification: Notification, number: number): Promise<NotificationEntry[]> {
    const trick = takeTrick(notification)
    const once = () => send(notification, build(notification, trick), number, trick)
    if (policy.inParallel) return Promise.all(Array.from({ length: policy.copies }, once))
    const sent: NotificationEntry[] = []
    for (let copy = 0; copy < policy.copies; copy++) sent.push(await once())
    return sent
  }

  async function attempt(id: string): Promise<NotificationEntry[]> {
    const job = jobs.get(id)
    if (!job || job.state === 'delivered' || job.state === 'lost' || underWay.has(id)) return []
    underWay.add(id)
    try {
      const attempts = job.attempts + 1
      const sent = await sendCopies(job.notification, attempts)
      // Cleared meanwhile: the answer is nobody's.
      if (!jobs.has(id)) return sent
      if (sent.some(one => one.status === 200 || one.status === 204))
        put({ ...job, attempts, state: 'delivered', dueAt: null })
      else {
        const dueAt = nextAttemptAt(attempts, now(), deps.scale)
        put({ ...job, attempts, state: dueAt === null ? 'given_up' : 'waiting', dueAt })
      }
      return sent
    } finally {
      underWay.delete(id)
    }
  }

  async function attemptEach(chosen: readonly Job[]): Promise<NotificationEntry[]> {
    const sent: NotificationEntry[] = []
    for (const job of chosen) sent.push(...(await attempt(job.notification.id)))
    return sent
  }

  const inState = (...states: readonly Job['state'][]) =>
    [...jobs.values()].filter(job => states.includes(job.state))

  return {
    async enqueue(notification) {
      const fresh = { notification, attempts: 0, dueAt: now() + policy.delayMs }
      if (policy.lose) return put({ ...fresh, state: 'lost', dueAt: null })
      if (policy.hold) return put({ ...fresh, state: 'held', dueAt: null })
      if (policy.reorder > 0) {
        put({ ...fresh, state: 'gathering', dueAt: null })
        const gathered = inState('gathering')
        if (gathered.length >= policy.reorder) await attemptEach(gathered.reverse())
        return
      }
      put({ ...fresh, state: 'waiting' })
      if (policy.delayMs === 0) await attempt(notification.id)
    },
    async deliverDue() {
      const due = inState('waiting').filter(job => job.dueAt !== null && job.dueAt <= now())
      return attemptEach(due.sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0)))
    },
    async deliverNow(outTradeNo) {
      const open = inState('waiting', 'held', 'gathering', 'given_up')
      return attemptEach(
        open.filter(job => (outTradeNo ?? job.notification.outTradeNo) === job.notification.outTradeNo),
      )
    },
    async release(order) {
      policy = { ...policy, hold: false, reorder: 0 }
      const held = inState('held', 'gathering')
      return attemptEach(order === 'newest_first' ? held.reverse() : held)
    },
    sendOnce: (notification, trick) => send(notification, build(notification, trick), 0, trick),
    async replay(earlier) {
      const { headers, body } = earlier
      const result = await post(earlier.url, { headers, body: Buffer.from(body) }, null)
      return journal.add({ ...earlier, attempt: 0, trick: 'replay', ...result }) as NotificationEntry
    },
    setPolicy(patch) {
      policy = { ...policy, ...(Object.fromEntries(Object.entries(patch)) as Partial<Policy>) }
    },
    addTrick(order) {
      tricks.push(order)
    },
    clearTricks() {
      tricks = []
    },
    jobs: () => [...jobs.values()],
    clear() {
      jobs.clear()
      tricks = []
      policy = calm
      deps.onChange()
    },
    stop: () => stopped.abort(),
  }
}
