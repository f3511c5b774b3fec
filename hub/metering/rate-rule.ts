import type { Slot } from '../contract/primitives.ts'

/** A node's rate from a quarter hour on, in thousandths: 1000 charges each byte once, 0 charges nothing. */
export interface RateFrom {
  readonly fromSlot: number
  readonly rate: number
}

export const plainRate = 1_000

/** The rate valid in a slot. `rates` ascend by `fromSlot`; before the first, and without any, bytes count once. */
export function rateAt(rates: readonly RateFrom[], slot: Slot): number {
  let found = plainRate
  for (const { fromSlot, rate } of rates) {
    if (fromSlot > slot) break
    found = rate
  }
  return found
}

/**
 * Charged bytes of `bytes` raw bytes. `remainder` (0–999 thousandths of a byte) is what earlier charges of the
 * same user, node and cycle left over; the new one is handed back, so that a sum never depends on how it was cut.
 */
export function chargeBytes(
  bytes: number,
  rate: number,
  remainder: number,
): { readonly charged: number; readonly remainder: number } {
  if (rate === plainRate) return { charged: bytes, remainder }
  // bytes x rate may leave the safe integers, its two parts do not while the result itself is one.
  const thousands = Math.floor(bytes / 1_000)
  const rest = (bytes % 1_000) * rate + remainder
  return { charged: thousands * rate + Math.floor(rest / 1_000), remainder: rest % 1_000 }
}
