import * as z from 'zod'
import { fenAmount } from '../primitives.ts'

const instant = z.number().int()
const fen = z.number().int().min(0)
const byteCount = z.number().int().min(0)
/** What one code may give: a sum with it must stay an integer that a number can hold. */
const givenBytes = z
  .number()
  .int()
  .min(1)
  .max(2 ** 46)
const days = z.number().int().min(1).max(3_660)

/** A text for customers in both languages. */
export const localText = z.strictObject({ zh: z.string(), en: z.string() })
export type LocalText = z.infer<typeof localText>

/** How an order meets a plan that runs: `add` for bytes on top of whatever runs. */
export const orderMode = z.enum(['new', 'extend', 'switch', 'after', 'add'])
export type OrderMode = z.infer<typeof orderMode>

/** What a customer asks for where a plan runs already; `auto`: extend the same plan, else start after it. */
export const orderWish = z.enum(['auto', 'extend', 'switch', 'after'])
export type OrderWish = z.infer<typeof orderWish>

/** [from, until) with its bytes; null: unlimited. */
export const cut = z.strictObject({ from: instant, until: instant, bytes: byteCount.nullable() })

/** A bucket of bytes; `until` null: until used. */
export const quotedBucket = z.strictObject({ bytes: byteCount.nullable(), until: instant.nullable() })

/** What a code does. */
export const codeEffect = z.union([
  z.strictObject({ kind: z.literal('discount'), fen: fenAmount.min(1) }),
  z.strictObject({ kind: z.literal('discount'), percent: z.number().int().min(1).max(100) }),
  z.strictObject({ kind: z.literal('bonus'), months: z.number().int().min(1).max(60) }),
  z.strictObject({ kind: z.literal('bonus'), bytes: givenBytes }),
  z.strictObject({
    kind: z.literal('activation'),
    planId: z.number().int(),
    quantity: z.number().int().min(1).max(60),
  }),
  z.strictObject({
    kind: z.literal('activation'),
    bytes: givenBytes,
    /** Null: until used. */
    days: days.nullable(),
  }),
  z.strictObject({ kind: z.literal('activation'), trialDays: days, bytes: givenBytes }),
])
export type CodeEffect = z.infer<typeof codeEffect>

/**
 * What a customer is shown before he pays, what is frozen in his order, and what he then gets. Money in fen, instants
 * in ms. total = listPrice - discount - credit.
 */
export const quote = z.strictObject({
  /** Null: an activation code that gives bytes or a trial. */
  planId: z.number().int().nullable(),
  planVersion: z.number().int(),
  kind: z.enum(['month', 'year', 'addon', 'activation']),
  mode: orderMode,
  quantity: z.number().int().min(1),
  title: localText,
  listPrice: fen,
  discount: fen,
  /** Money moved from the orders that a switch ends, frozen. */
  credit: fen,
  total: fen,
  /** The plan's cycles that are paid for. */
  cuts: z.array(cut),
  /** What a bonus code adds behind them, or on top. */
  bonusCuts: z.array(cut),
  bonusBucket: quotedBucket.nullable(),
  /** The bytes of an add-on or an activation. */
  bucket: quotedBucket.nullable(),
  startsAt: instant,
  /** End of the last cut, bonus included; null: no plan comes with it. */
  endsAt: instant.nullable(),
  nodeCount: z.number().int().nullable(),
  regions: z.array(z.string()),
  cyclePolicy: z.enum(['calendar', 'anniversary']).nullable(),
  anchorAt: instant.nullable(),
  code: z.strictObject({ text: z.string(), effect: codeEffect }).nullable(),
  /** Orders that a switch ends, with the money it moves from each and the bytes that end with it. */
  ends: z.array(
    z.strictObject({ orderId: z.number().int(), movedFen: fen, bytesLeft: byteCount.nullable() }),
  ),
  madeAt: instant,
})
export type Quote = z.infer<typeof quote>
