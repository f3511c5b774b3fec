import type { CountersAnswer } from '../../hub/contract/agent/counters.ts'

/** What a hub makes of answers: the rule of deltas, and nothing else. */
export function countingHub() {
  const counted = new Map<number, number>()
  const lastSeen = new Map<string, readonly [number, number]>()
  let committed: { instance: string; seq: number } | null = null
  return {
    counted,
    committed: () => committed,
    take(answer: CountersAnswer): void {
      if (committed?.instance === answer.instance && answer.seq <= committed.seq) return
      for (const [port, up, down] of answer.readings) {
        const key = `${answer.instance} ${port}`
        const [lastUp, lastDown] = lastSeen.get(key) ?? [0, 0]
        const delta = Math.max(0, up - lastUp) + Math.max(0, down - lastDown)
        counted.set(port, (counted.get(port) ?? 0) + delta)
        lastSeen.set(key, [up, down])
      }
      committed = { instance: answer.instance, seq: answer.seq }
    },
  }
}
