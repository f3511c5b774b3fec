import type { EmulatorControl } from '../wechat-emulator/control-contract.ts'
import {
  type ControlCall,
  type ControlInput,
  ControlRefused,
  controlCalls,
} from '../wechat-emulator/control-contract.ts'
import type { Fault, RequestMatch } from '../wechat-emulator/fault-rule.ts'
import type { NotificationEntry, RequestEntry } from '../wechat-emulator/journal.ts'
import type { Trick } from '../wechat-emulator/trick-rule.ts'

type Without<K extends ControlCall, Given extends string> = Omit<ControlInput<K>, Given>

/** The control calls of an emulator in another process. */
export function connectEmulator(origin: string, controlToken: string): EmulatorControl {
  const call = async (name: ControlCall, input: unknown) => {
    const answer = await fetch(`${origin}/control/${name}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${controlToken}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(input),
    })
    const content: unknown = await answer.json()
    if (answer.ok) return content
    const { code, message } = content as { code: string; message: string }
    throw new ControlRefused(code, message.replace(`${code}: `, ''))
  }
  const names = Object.keys(controlCalls) as ControlCall[]
  return Object.fromEntries(
    names.map(name => [name, (input: unknown) => call(name, input)]),
  ) as unknown as EmulatorControl
}

/** What tests say to WeChat: short words over the control calls, the same in process and over HTTP. */
export function wechatTill(control: EmulatorControl) {
  return {
    control,
    /** Opens the newest link of the order and pays; resolves with the answers to the first notification. */
    pay: (outTradeNo: string, options: Without<'pay', 'outTradeNo'> = {}) =>
      control.pay({ outTradeNo, ...options }),
    beginPayment: (outTradeNo: string, token?: string) =>
      control.beginPayment({ outTradeNo, ...(token === undefined ? {} : { token }) }),
    confirmPayment: (outTradeNo: string, options: Without<'confirmPayment', 'outTradeNo'> = {}) =>
      control.confirmPayment({ outTradeNo, ...options }),
    failPayment: (outTradeNo: string) => control.failPayment({ outTradeNo }),
    /** Paid although it was closed. */
    lateSuccess: (outTradeNo: string, options: Without<'lateSuccess', 'outTradeNo'> = {}) =>
      control.lateSuccess({ outTradeNo, ...options }),
    /** The next creates are paid before they are answered. */
    payOnCreate: (options: ControlInput<'payOnCreate'> = {}) => control.payOnCreate(options),
    settleRefund: (outRefundNo: string, options: Without<'settleRefund', 'outRefundNo'> = {}) =>
      control.settleRefund({ outRefundNo, ...options }),
    consoleRefund: (
      outTradeNo: string,
      fen: number,
      options: Without<'consoleRefund', 'outTradeNo' | 'fen'> = {},
    ) => control.consoleRefund({ outTradeNo, fen, ...options }),

    holdNotifications: () => control.deliveryPolicy({ hold: true }),
    loseNotifications: (lose = true) => control.deliveryPolicy({ lose }),
    delayNotifications: (delayMs: number) => control.deliveryPolicy({ delayMs }),
    duplicateNotifications: (copies: number, inParallel = false) =>
      control.deliveryPolicy({ copies, inParallel }),
    /** Gathers so many, then sends them newest first. */
    reorderNotifications: (reorder: number) => control.deliveryPolicy({ reorder }),
    releaseNotifications: async (order: 'oldest_first' | 'newest_first' = 'oldest_first') =>
      (await control.releaseNotifications({ order })).delivered,
    /** The next attempt of all that is undelivered, due or not. */
    deliverNow: async (outTradeNo?: string) =>
      (await control.deliverNow(outTradeNo === undefined ? {} : { outTradeNo })).delivered,
    /** What is due by the emulator's clock. */
    deliverDue: async () => (await control.deliverDue({})).delivered,
    /** Spoils the next attempts (of one order); `times` null spoils all. */
    trick: (trick: Trick, options: Without<'trick', 'trick'> = {}) => control.trick({ trick, ...options }),
    clearTricks: () => control.clearTricks({}),
    forge: async (outTradeNo: string, options: Without<'forge', 'outTradeNo'> = {}) =>
      (await control.forge({ outTradeNo, ...options })).delivered,
    replay: async (outTradeNo: string, attempt?: number) =>
      (await control.replay({ outTradeNo, ...(attempt === undefined ? {} : { attempt }) })).delivered,
    probe: async (url: string) => (await control.probe({ url })).delivered,

    /** The next matching request (or `times` of them, null for all) goes wrong. */
    fault: (match: RequestMatch, fault: Fault, times: number | null = 1) =>
      control.fault({ match, fault, times }),
    clearFaults: () => control.clearFaults({}),

    setClock: (now: number, frozen = false) => control.setClock({ now, frozen }),
    advanceClock: (ms: number) => control.advanceClock({ ms }),
    rotateCertificates: (step: 'publish' | 'switch' | 'retire' = 'switch') =>
      control.rotateCertificates({ step }),
    setKeys: (keys: ControlInput<'setKeys'>) => control.setKeys(keys),
    settings: (patch: ControlInput<'settings'>) => control.settings(patch),

    journal: async (filter: ControlInput<'journal'> = {}) => (await control.journal(filter)).entries,
    async requests(filter: Without<'journal', 'kind'> = {}): Promise<readonly RequestEntry[]> {
      const { entries } = await control.journal({ ...filter, kind: 'request' })
      return entries.filter(one => one.kind === 'request')
    },
    async notifications(filter: Without<'journal', 'kind'> = {}): Promise<readonly NotificationEntry[]> {
      const { entries } = await control.journal({ ...filter, kind: 'notification' })
      return entries.filter(one => one.kind === 'notification')
    },
    clearJournal: () => control.clearJournal({}),
    state: () => control.state({}),
    reset: () => control.reset({}),
  }
}
export type WechatTill = ReturnType<typeof wechatTill>
