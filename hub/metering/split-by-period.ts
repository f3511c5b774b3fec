import { type Slot, slotMs } from '../contract/primitives.ts'

/** A time in which an assignment's set of grants and its cycle do not change: [from, until) in quarter hours. */
export interface SlotPeriod {
  readonly from: Slot
  readonly until: Slot
}

/** Instants of a period as quarter hours. A bucket is valid in every slot that it overlaps. */
export function slotPeriod(periodFrom: number, periodUntil: number): SlotPeriod {
  return { from: Math.floor(periodFrom / slotMs) as Slot, until: Math.ceil(periodUntil / slotMs) as Slot }
}

/** A port's pieces, which ascend by slot, by where they lie: before the period, in it, after it. */
export function splitByPeriod<T extends { readonly slot: Slot }>(
  pieces: readonly T[],
  period: SlotPeriod,
): { readonly late: readonly T[]; readonly current: readonly T[]; readonly later: readonly T[] } {
  return {
    late: pieces.filter(piece => piece.slot < period.from),
    current: pieces.filter(piece => piece.slot >= period.from && piece.slot < period.until),
    later: pieces.filter(piece => piece.slot >= period.from && piece.slot >= period.until),
  }
}
