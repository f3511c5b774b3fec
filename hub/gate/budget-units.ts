/**
 * Raw bytes (as the kernel counts) and charged bytes, at a rate in thousandths. Both roundings are to the safe side:
 * `chargedAtMost(rawFor(x, rate), rate) <= x`.
 */

/** Most raw bytes that cost at most `charged`. Infinite at rate 0. */
export function rawFor(charged: number, rate: number): number {
  if (rate === 0 || charged === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY
  // In two parts: the product would leave the integers that a number can hold.
  return Math.floor(charged / rate) * 1000 + Math.floor(((charged % rate) * 1000) / rate)
}

/** What `raw` bytes cost at most, whatever remainder is carried. */
export function chargedAtMost(raw: number, rate: number): number {
  if (rate === 0 || raw <= 0) return 0
  if (raw === Number.POSITIVE_INFINITY) return raw
  return Math.floor(raw / 1000) * rate + Math.ceil(((raw % 1000) * rate) / 1000)
}
