/** An order's number (see orders/build-order-number), then 56 random bits: 32 letters and digits, as many as may be. */
const tradeNumber = /^(\d{6}[2-9A-HJ-NP-Z]{12})[0-9a-f]{14}$/

/** How many random bytes a number takes. */
export const tradeNumberBytes = 7

/**
 * Our number of an attempt at the merchant. A database that was restored uses none again, and finds in it the order of
 * an attempt that it lost.
 */
export function tradeNumberOf(orderNumber: string, random: Buffer): string {
  return `${orderNumber}${random.toString('hex')}`
}

/** The number of the order that an attempt was made for; null where the attempt is none of ours. */
export function orderNumberIn(outTradeNo: string): string | null {
  return tradeNumber.exec(outTradeNo)?.[1] ?? null
}
