/** Where a test may end the process as a power cut would: between any two steps that change something durable. */
export const crashPoints = [
  'state.before-write',
  'state.before-rename',
  'state.after-rename',
  'state.after-config',
  'state.after-mark',
  'apply.before-save',
  'apply.after-save',
  'apply.after-kernel',
  'converge.before-batch',
  'converge.after-batch',
  'converge.after-freeze',
  'converge.before-delete',
  'limits.after-close',
  'rebuild.after-freeze',
  'rebuild.after-save',
  'rebuild.after-table',
  'counters.before-save',
  'counters.after-save',
  'shadowsocks.before-remove',
  'shadowsocks.after-remove',
  'shadowsocks.after-add',
  'enrol.after-key',
  'enrol.before-certificate',
] as const
export type CrashPoint = (typeof crashPoints)[number]

/** Called at each point; does nothing but in tests. */
export type Crash = (point: CrashPoint) => void

/**
 * SLUICE_CRASH_AT names a point, or a point and the how-manieth passing (`state.before-rename:3`).
 * The process gets SIGKILL there: nothing is flushed, nothing cleaned up.
 */
export function crashFrom(setting: string | undefined, kill: () => void): Crash {
  if (!setting) return () => undefined
  const [name, count] = setting.split(':')
  let left = Number(count ?? 1)
  return point => {
    if (point === name && --left === 0) kill()
  }
}
