import { openAlert } from '../alerts/alerts.ts'
import type { Database } from '../db/transaction.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Crash } from '../kernel/crash-points.ts'
import type { Logger } from '../kernel/logger.ts'
import type { Vault } from '../secrets/vault.ts'
import type { NotificationOutcome, RawNotification } from './payment-provider.ts'
import type { Till, Tills } from './ports.ts'
import type { SampledLog } from './sampled-log.ts'
import { storeNotification } from './store-notification.ts'

export interface ReceiveDeps {
  readonly database: Database
  readonly clock: Clock
  readonly vault: Pick<Vault, 'seal'>
  readonly logger: Logger
  readonly tills: Tills
  readonly crash: Crash
  /** Refused ones are many when somebody tries. */
  readonly refusals: SampledLog
  /** Does what a stored notification says; called once it is acknowledged. */
  readonly process: (eventId: number) => Promise<unknown>
}

/** The kind of the alert that a genuine notification does not open with the account's key. */
export const unreadableAlert = 'payment.unreadable'

/** The answer to the provider. Anything but a 2xx makes it send again. */
export interface NotificationAnswer {
  readonly status: 204 | 400 | 401 | 500
  /** Begins the work, to be called when the answer is out. */
  readonly work?: () => Promise<unknown>
}

/** The provider waits five seconds. */
const answerWithinMs = 4_000

/**
 * Takes a notification: verify, check and decrypt, store durably, acknowledge; what it says is done after. A failure
 * before it is stored is never acknowledged, and neither is what takes too long: the provider sends it again.
 */
export async function receiveNotification(
  deps: ReceiveDeps,
  raw: RawNotification,
): Promise<NotificationAnswer> {
  const taken = await within(answerWithinMs, take(deps, raw))
  if (taken.ok) return taken.value
  deps.logger.error({ err: taken.error }, 'a payment notification could not be taken')
  return { status: 500 }
}

async function take(deps: ReceiveDeps, raw: RawNotification): Promise<NotificationAnswer> {
  const read = await readByAny(await deps.tills.all(), raw)
  if (read === null) return refuse(deps, 'no merchant')
  const { till, outcome } = read
  if (outcome.kind === 'forged') return refuse(deps, outcome.why)
  if (outcome.kind === 'probe') return { status: 401 }
  if (outcome.kind === 'ignored') return { status: 204 }
  if (outcome.kind === 'unreadable') {
    await tellUnreadable(deps, till, outcome.why)
    return { status: 500 }
  }
  const { id, ...told } = outcome
  const at = deps.clock.now()
  const eventId = await storeNotification(deps, { merchantId: till.merchantId, eventKey: id, at, ...told })
  deps.crash('payment.after-store')
  return eventId === null ? { status: 204 } : { status: 204, work: () => deps.process(eventId) }
}

/** A notification names no account in clear: the one whose keys verify it is meant. */
async function readByAny(
  tills: readonly Till[],
  raw: RawNotification,
): Promise<{ readonly till: Till; readonly outcome: NotificationOutcome } | null> {
  let refused: { till: Till; outcome: NotificationOutcome } | null = null
  for (const till of tills) {
    const outcome = await till.provider.readNotification(raw)
    if (outcome.kind !== 'forged' && outcome.kind !== 'unreadable') return { till, outcome }
    if (refused === null || outcome.kind === 'unreadable') refused = { till, outcome }
  }
  return refused
}

function refuse(deps: ReceiveDeps, why: string): NotificationAnswer {
  deps.refusals.say(why, deps.clock.now())
  return { status: 401 }
}

async function tellUnreadable(deps: ReceiveDeps, till: Till, why: string): Promise<void> {
  deps.logger.error({ merchant: till.merchantId, why }, 'a signed payment notification could not be read')
  const at = deps.clock.now()
  const message = `a notification with a good signature could not be read (${why}): check the API v3 key of the merchant`
  await deps.database
    .inTransaction(tx =>
      openAlert(tx, {
        at,
        kind: unreadableAlert,
        subject: `merchant:${till.merchantId}`,
        severity: 'critical',
        message,
      }),
    )
    .catch((error: unknown) => deps.logger.error({ err: error }, 'an alert could not be opened'))
}

type Timed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown }

async function within<T>(ms: number, work: Promise<T>): Promise<Timed<T>> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<Timed<T>>(resolve => {
    timer = setTimeout(() => resolve({ ok: false, error: new Error(`took longer than ${ms} ms`) }), ms)
  })
  const done = work.then(
    (value): Timed<T> => ({ ok: true, value }),
    (error: unknown): Timed<T> => ({ ok: false, error }),
  )
  try {
    return await Promise.race([done, late])
  } finally {
    clearTimeout(timer)
  }
}
