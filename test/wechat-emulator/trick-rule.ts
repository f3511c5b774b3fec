import * as z from 'zod'

/**
 * What is wrong with one attempt to deliver a notification. Signed and sealed as WeChat would unless it says otherwise.
 */
export const trickSchema = z.discriminatedUnion('kind', [
  /** Never arrives; WeChat believes that it failed and tries again. */
  z.strictObject({ kind: z.literal('drop') }),
  /** The timestamp is off by so much. */
  z.strictObject({ kind: z.literal('skew_clock'), ms: z.int() }),
  z.strictObject({ kind: z.literal('unknown_serial'), serial: z.string().optional() }),
  /** Signed by a key that is nobody's, under a good serial. */
  z.strictObject({ kind: z.literal('wrong_key') }),
  /** One byte of the body changed after it was signed. */
  z.strictObject({ kind: z.literal('tamper_body') }),
  /** The signature is good; the ciphertext's tag, key or associated data is not. */
  z.strictObject({ kind: z.literal('tamper_tag') }),
  z.strictObject({ kind: z.literal('wrong_api_v3_key') }),
  z.strictObject({ kind: z.literal('wrong_aad') }),
  /** Good signatures over a body that is not what it should be. */
  z.strictObject({ kind: z.literal('bad_json') }),
  z.strictObject({ kind: z.literal('wrong_amount'), fen: z.int() }),
  z.strictObject({ kind: z.literal('wrong_currency'), currency: z.string() }),
  z.strictObject({ kind: z.literal('wrong_mchid'), mchid: z.string() }),
  z.strictObject({ kind: z.literal('wrong_appid'), appid: z.string() }),
  z.strictObject({ kind: z.literal('wrong_out_trade_no'), outTradeNo: z.string() }),
  /** WeChat's own test whether signatures are checked. */
  z.strictObject({ kind: z.literal('signtest') }),
  z.strictObject({ kind: z.literal('missing_headers') }),
  z.strictObject({ kind: z.literal('huge_body'), bytes: z.int().min(1).max(64_000_000) }),
  /** Pieces of `chunkBytes`, `everyMs` apart. */
  z.strictObject({ kind: z.literal('slow_body'), chunkBytes: z.int().min(1), everyMs: z.int().min(1) }),
])
export type Trick = z.infer<typeof trickSchema>

/** The plain text of a notification as one trick has it; unchanged for the tricks that are not about content. */
export function alterResource(plaintext: string, trick: Trick | null): string {
  const content: Record<string, unknown> = JSON.parse(plaintext)
  const amount = typeof content['amount'] === 'object' ? content['amount'] : {}
  switch (trick?.kind) {
    case 'wrong_amount':
      return JSON.stringify({ ...content, amount: { ...amount, total: trick.fen, payer_total: trick.fen } })
    case 'wrong_currency':
      return JSON.stringify({ ...content, amount: { ...amount, currency: trick.currency } })
    case 'wrong_mchid':
      return JSON.stringify({ ...content, mchid: trick.mchid })
    case 'wrong_appid':
      return JSON.stringify({ ...content, appid: trick.appid })
    case 'wrong_out_trade_no':
      return JSON.stringify({ ...content, out_trade_no: trick.outTradeNo })
    default:
      return plaintext
  }
}
