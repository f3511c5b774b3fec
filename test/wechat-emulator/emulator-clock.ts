/** The emulator's time in Unix ms. */
export interface EmulatorClock {
  now(): number
  /** From now on it is `at`; `frozen` stands still there, otherwise it runs on. */
  set(at: number, frozen: boolean): void
  advance(ms: number): void
  /** How it stands: for a restart. */
  state(): ClockState
}

export type ClockState =
  | { readonly kind: 'offset'; readonly ms: number }
  | { readonly kind: 'frozen'; readonly at: number }

/** `source` is the time underneath: the machine's, or a test's own clock, which then cannot be set from here. */
export function createClock(
  source: () => number,
  initial: ClockState = { kind: 'offset', ms: 0 },
): EmulatorClock {
  let state = initial
  const now = () => (state.kind === 'frozen' ? state.at : source() + state.ms)
  return {
    now,
    set(at, frozen) {
      state = frozen ? { kind: 'frozen', at } : { kind: 'offset', ms: at - source() }
    },
    advance(ms) {
      state = state.kind === 'frozen' ? { ...state, at: state.at + ms } : { ...state, ms: state.ms + ms }
    },
    state: () => state,
  }
}
