import { createHash } from 'node:crypto'
import { buildNotification } from './build-notification.ts'
import { ControlRefused, type ControlResults, type EmulatorControl } from './control-contract.ts'
import type { JournalEntry, NotificationEntry } from './journal.ts'
import { rotate } from './key-choice-rule.ts'
import type { Job } from './send-notifications.ts'
import type { ApiServer } from './serve-api.ts'
import { defaultSettings, type Settings } from './settings.ts'
import type { PaymentOptions, Till } from './take-payment.ts'
import type { World } from './world.ts'

const done = { done: true } as const
/** So many connections at once, that the machine has sockets for them. */
const widestWave = 200

export interface CreatePayment extends PaymentOptions {
  readonly answerAfterMs?: number | undefined
}

/** Payments that are waiting for the next creates. */
export interface CreatePayments {
  plan(times: number, options: CreatePayment): void
  clear(): void
}

/** The control calls, in process; inputs were checked before. */
export function createControl(
  world: World,
  till: Till,
  api: Pick<ApiServer, 'addFault' | 'clearFaults'>,
  creates: CreatePayments,
): EmulatorControl {
  const { clock, ledger, journal, sender } = world
  const changeKeys = (keys: Settings['keys']) => {
    world.changeSettings({ keys })
    return keys
  }
  const jobOf = (outTradeNo: string): Job => {
    const found = sender.jobs().findLast(job => job.notification.outTradeNo === outTradeNo)
    if (!found) throw new ControlRefused('NOTHING_SENT', `no notification about ${outTradeNo}`)
    return found
  }
  const now = () => ({ now: clock.now() })

  return {
    async pay({ outTradeNo, ...options }) {
      till.begin(outTradeNo)
      return till.confirm(outTradeNo, options, false)
    },
    async beginPayment({ outTradeNo, token }) {
      till.begin(outTradeNo, token)
      return done
    },
    confirmPayment: ({ outTradeNo, ...options }) => till.confirm(outTradeNo, options, false),
    async failPayment({ outTradeNo }) {
      till.begin(outTradeNo)
      return done
    },
    lateSuccess: ({ outTradeNo, ...options }) => till.confirm(outTradeNo, options, true),
    async payOnCreate({ times, ...options }) {
      creates.plan(times ?? 1, options)
      return done
    },
    settleRefund: ({ outRefundNo, ...options }) => till.settle(outRefundNo, options),
    async consoleRefund(input) {
      const refund = till.refundByConsole(input)
      return till.settle(refund.outRefundNo, input)
    },
    async deliveryPolicy(patch) {
      sender.setPolicy(patch)
      return done
    },
    releaseNotifications: async ({ order }) => ({ delivered: await sender.release(order ?? 'oldest_first') }),
    deliverNow: async ({ outTradeNo }) => ({ delivered: await sender.deliverNow(outTradeNo) }),
    deliverDue: async () => ({ delivered: await sender.deliverDue() }),
    async trick(order) {
      sender.addTrick(order)
      return done
    },
    async clearTricks() {
      sender.clearTricks()
      return done
    },
    async forge({ outTradeNo, trick, copies, inParallel }) {
      const { notification } = jobOf(outTradeNo)
      const wave = inParallel ? widestWave : 1
      const delivered: NotificationEntry[] = []
      for (let left = copies ?? 1; left > 0; left -= wave) {
        const once = () => sender.sendOnce(notification, trick ?? null)
        delivered.push(...(await Promise.all(Array.from({ length: Math.min(wave, left) }, once))))
      }
      return { delivered }
    },
    async replay({ outTradeNo, attempt }) {
      const sent = journal.list().filter(one => one.kind === 'notification')
      const earlier = sent.findLast(
        one =>
          one.outTradeNo === outTradeNo &&
          (attempt === undefined ? one.attempt > 0 : one.attempt === attempt),
      )
      if (!earlier) throw new ControlRefused('NOTHING_SENT', `nothing was sent about ${outTradeNo}`)
      return { delivered: [await sender.replay(earlier)] }
    },
    async probe({ url }) {
      const about = { event: 'TRANSACTION.SUCCESS', outTradeNo: 'probe', outRefundNo: null, url } as const
      const content = { mchid: world.identity.mchid, out_trade_no: 'probe' }
      const made = buildNotification({ ...about, createdAt: clock.now(), content }, world.identity.apiV3Key)
      return { delivered: [await sender.sendOnce(made, { kind: 'signtest' })] }
    },
    async fault({ match, fault, times }) {
      api.addFault({ match, fault, times: times === undefined ? 1 : times })
      return done
    },
    async clearFaults() {
      api.clearFaults()
      return done
    },
    async setClock({ now: at, frozen }) {
      clock.set(at, frozen ?? false)
      world.changeSettings({})
      return now()
    },
    async advanceClock({ ms }) {
      clock.advance(ms)
      world.changeSettings({})
      return now()
    },
    async rotateCertificates({ step }) {
      const { signing, listed } = changeKeys(rotate(world.settings().keys, step ?? 'switch'))
      return { signing, listed }
    },
    async setKeys({ mode, publicKeyPercent }) {
      const keys = world.settings().keys
      return changeKeys({
        ...keys,
        mode: mode ?? keys.mode,
        publicKeyPercent: publicKeyPercent ?? keys.publicKeyPercent,
      })
    },
    async settings(patch) {
      const given = Object.entries(patch).filter(([, value]) => value !== undefined)
      world.changeSettings(Object.fromEntries(given) as Partial<Settings>)
      return world.settings()
    },
    journal: async filter => ({ entries: journal.list().filter(one => isWanted(one, filter)) }),
    async clearJournal() {
      journal.clear()
      return done
    },
    async state(): Promise<ControlResults['state']> {
      return {
        ...now(),
        orders: ledger.orders(),
        refunds: ledger.refunds(),
        notifications: sender.jobs(),
      }
    },
    async reset() {
      ledger.clear()
      journal.clear()
      sender.clear()
      api.clearFaults()
      creates.clear()
      world.changeSettings(defaultSettings())
      return done
    },
  }
}

type JournalFilter = Parameters<EmulatorControl['journal']>[0]

function isWanted(entry: JournalEntry, { kind, outTradeNo, path, after }: JournalFilter): boolean {
  if (kind !== undefined && entry.kind !== kind) return false
  if (after !== undefined && entry.seq <= after) return false
  if (path !== undefined && !(entry.kind === 'request' && entry.url.startsWith(path))) return false
  if (outTradeNo === undefined) return true
  if (entry.kind === 'request') return entry.url.includes(outTradeNo) || entry.body.includes(outTradeNo)
  return entry.outTradeNo === outTradeNo
}

/** Equal for equal tokens, in a time that says nothing. */
export function tokenDigest(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
