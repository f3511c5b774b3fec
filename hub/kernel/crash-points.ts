/**
 * Where a test may end the hub as a power cut would: around everything it commits, and sends to a node or a payment
 * provider.
 */
export const meteringCrashPoints = [
  'collect.before-commit',
  'collect.after-commit',
  'gate.after-commit',
  'publish.before-send',
  'publish.after-send',
  'publish.after-commit',
] as const

export const paymentCrashPoints = [
  'attempt.after-commit',
  'attempt.after-answer',
  'attempt.after-close',
  'payment.after-store',
  'payment.before-commit',
  'payment.after-settle',
  'refund.after-commit',
  'refund.after-answer',
] as const
export type CrashPoint = (typeof meteringCrashPoints | typeof paymentCrashPoints)[number]

/** Called at each point; does nothing but in tests. */
export type Crash = (point: CrashPoint) => void

export const neverCrash: Crash = () => undefined

/**
 * SLUICE_CRASH_AT names a point, or a point and the how-manieth passing (`collect.before-commit:3`).
 * `kill` is to end the process without any further word: nothing is flushed, nothing cleaned up.
 */
export function crashFrom(setting: string | undefined, kill: () => void): Crash {
  if (!setting) return neverCrash
  const [name, count] = setting.split(':')
  let left = Number(count ?? 1)
  return point => {
    if (point === name && --left === 0) kill()
  }
}
