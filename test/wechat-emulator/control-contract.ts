import * as z from 'zod'
import { faultSchema, matchSchema } from './fault-rule.ts'
import type { JournalEntry, NotificationEntry } from './journal.ts'
import type { Order } from './order-rule.ts'
import type { Refund } from './refund-rule.ts'
import { type Job, policyPatch, trickOrder } from './send-notifications.ts'
import { type Settings, settingsPatch } from './settings.ts'
import { trickSchema } from './trick-rule.ts'

const fen = z.int().min(0)
const payment = {
  /** A WeChat coupon: the payer gives that much less, the order's sum stays. */
  couponFen: fen.optional(),
  /** What notification, query and bill say instead of the truth. */
  override: z
    .strictObject({
      total: z.int().optional(),
      currency: z.string().optional(),
      mchid: z.string().optional(),
      appid: z.string().optional(),
    })
    .optional(),
  openid: z.string().optional(),
  bankType: z.string().optional(),
  /** False pays without a word. */
  notify: z.boolean().optional(),
  /** False does not wait for the answer to the first attempt. */
  wait: z.boolean().optional(),
}
const order = { outTradeNo: z.string() }
const settlement = {
  status: z.enum(['SUCCESS', 'CLOSED', 'ABNORMAL']).optional(),
  notify: z.boolean().optional(),
  wait: z.boolean().optional(),
}
const nothing = z.strictObject({})

/** Every control call: `POST /control/<name>` with this JSON, and the bearer token. */
export const controlCalls = {
  /** Opens the newest link and pays. Refused as the cashier would: an expired or closed order, a paid one. */
  pay: z.strictObject({ ...order, ...payment }),
  /** The customer is in the cashier: he may pay after time_expire. */
  beginPayment: z.strictObject({ ...order, token: z.string().optional() }),
  confirmPayment: z.strictObject({ ...order, ...payment }),
  /** He tried, and his bank said no: the order stays unpaid, nobody is told. */
  failPayment: z.strictObject(order),
  /** Paid although the order was closed. */
  lateSuccess: z.strictObject({ ...order, ...payment }),
  /** Pays inside the next creates, so that the notification comes before their answers. */
  payOnCreate: z.strictObject({
    times: z.int().min(1).optional(),
    /** How long after the payment the create is answered. */
    answerAfterMs: z.int().min(0).optional(),
    ...payment,
  }),
  settleRefund: z.strictObject({ outRefundNo: z.string(), ...settlement }),
  /** A refund that a person makes in the merchant console; its number is made up unless given. */
  consoleRefund: z.strictObject({ ...order, fen, outRefundNo: z.string().optional(), ...settlement }),
  deliveryPolicy: policyPatch,
  releaseNotifications: z.strictObject({ order: z.enum(['oldest_first', 'newest_first']).optional() }),
  deliverNow: z.strictObject({ outTradeNo: z.string().optional() }),
  deliverDue: nothing,
  trick: trickOrder,
  clearTricks: nothing,
  /** Sends the newest notification of an order once more, as `trick` has it, outside the schedule. */
  forge: z.strictObject({
    ...order,
    trick: trickSchema.optional(),
    copies: z.int().min(1).max(10_000).optional(),
    inParallel: z.boolean().optional(),
  }),
  replay: z.strictObject({ ...order, attempt: z.int().min(1).optional() }),
  /** A message whose signature begins with WECHATPAY/SIGNTEST/. */
  probe: z.strictObject({ url: z.string() }),
  fault: z.strictObject({
    match: matchSchema,
    fault: faultSchema,
    times: z.int().min(1).nullable().optional(),
  }),
  clearFaults: nothing,
  setClock: z.strictObject({ now: z.int(), frozen: z.boolean().optional() }),
  advanceClock: z.strictObject({ ms: z.int() }),
  rotateCertificates: z.strictObject({ step: z.enum(['publish', 'switch', 'retire']).optional() }),
  setKeys: z.strictObject({
    mode: z.enum(['public_key', 'certificates', 'migrating']).optional(),
    publicKeyPercent: z.int().min(0).max(100).optional(),
  }),
  settings: settingsPatch,
  journal: z.strictObject({
    kind: z.enum(['request', 'notification', 'visit']).optional(),
    outTradeNo: z.string().optional(),
    path: z.string().optional(),
    after: z.int().optional(),
  }),
  clearJournal: nothing,
  state: nothing,
  reset: nothing,
} as const
export type ControlCall = keyof typeof controlCalls

export interface PaymentResult {
  readonly transactionId: string
  /** The attempts that were waited for. */
  readonly delivered: readonly NotificationEntry[]
}

export interface RefundResult {
  readonly refund: Refund
  readonly delivered: readonly NotificationEntry[]
}

export interface Sent {
  readonly delivered: readonly NotificationEntry[]
}
export interface Done {
  readonly done: true
}

export interface ControlResults {
  pay: PaymentResult
  beginPayment: Done
  confirmPayment: PaymentResult
  failPayment: Done
  lateSuccess: PaymentResult
  payOnCreate: Done
  settleRefund: RefundResult
  consoleRefund: RefundResult
  deliveryPolicy: Done
  releaseNotifications: Sent
  deliverNow: Sent
  deliverDue: Sent
  trick: Done
  clearTricks: Done
  forge: Sent
  replay: Sent
  probe: Sent
  fault: Done
  clearFaults: Done
  setClock: { readonly now: number }
  advanceClock: { readonly now: number }
  rotateCertificates: { readonly signing: string; readonly listed: readonly string[] }
  setKeys: Settings['keys']
  settings: Settings
  journal: { readonly entries: readonly JournalEntry[] }
  clearJournal: Done
  state: {
    readonly now: number
    readonly orders: readonly Order[]
    readonly refunds: readonly Refund[]
    readonly notifications: readonly Job[]
  }
  reset: Done
}

export type ControlInput<K extends ControlCall> = z.input<(typeof controlCalls)[K]>

/** The same calls in process and over HTTP; one that is refused throws ControlRefused. */
export type EmulatorControl = {
  readonly [K in ControlCall]: (input: ControlInput<K>) => Promise<ControlResults[K]>
}

/** `code` as the cashier or the API words it: ORDER_PAID, LINK_REPLACED, PARAM_ERROR, … */
export class ControlRefused extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(`${code}: ${message}`)
    this.code = code
  }
}
