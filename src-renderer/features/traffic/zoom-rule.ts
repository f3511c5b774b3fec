import type { Window } from './build-sheet.ts'

/** A zoom as the address has it: where the first and the last step begin. */
export function zoomText(starts: readonly number[], [first, last]: Window): string | null {
  const from = starts[first]
  const until = starts[last]
  if (from === undefined || until === undefined || (first === 0 && last === starts.length - 1)) return null
  return `${from}-${until}`
}

/** The steps that a zoom shows; all of them where it lies outside or says nothing. */
export function zoomWindow(starts: readonly number[], zoom: string | undefined): Window {
  const whole: Window = [0, Math.max(0, starts.length - 1)]
  const [from, until] = (zoom ?? '').split('-').map(Number)
  if (from === undefined || until === undefined) return whole
  const first = starts.findIndex(start => start >= from)
  const last = starts.findLastIndex(start => start <= until)
  return first === -1 || last < first ? whole : [first, last]
}
