import * as z from 'zod'

/** A count of bytes: a safe non-negative integer. Bytes are IP bytes at the user's port, as the kernel counts them. */
export type Bytes = number & { readonly __unit: 'bytes' }
/** Money in fen (1/100 yuan): a safe integer. */
export type Fen = number & { readonly __unit: 'fen' }
/** An instant in milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number & { readonly __unit: 'instant-ms' }
/** A quarter hour UTC: `floor(instant / 900_000)`. Every time zone's midnight is the start of one. */
export type Slot = number & { readonly __unit: 'quarter-hour' }

const safeInteger = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)

export const bytes = safeInteger.transform(value => value as Bytes)
export const instant = safeInteger.meta({ format: 'instant' }).transform(value => value as Instant)
/** An instant in a query, where everything is text. */
export const instantText = z.coerce
  .number()
  .int()
  .min(0)
  .max(Number.MAX_SAFE_INTEGER)
  .meta({ format: 'instant' })
  .transform(value => value as Instant)
/** An amount that somebody gives; what money may be is for the field to say. */
export const fenAmount = z.number().int().meta({ format: 'fen' })
export const portNumber = z.number().int().min(1).max(65_535)
export const userId = z.number().int().min(1)
export const nodeId = z.number().int().min(1)
/** A node's rate in thousandths: 1000 charges every byte once, 0 charges nothing. */
export const rateThousandths = z.number().int().min(0).max(100_000)
/** Random identity of an agent's state directory or process: 16 bytes in hex. */
export const hexId = z.string().regex(/^[0-9a-f]{32}$/)

export const slotMs = 900_000

/** The quarter hour an instant lies in. */
export function slotOf(at: Instant): Slot {
  return Math.floor(at / slotMs) as Slot
}

/** The instant at which a quarter hour begins. */
export function slotStart(slot: Slot): Instant {
  return (slot * slotMs) as Instant
}
