import { seededRandom } from '../../harness/seeded-random.ts'

/** Chance that follows from a seed and what it is for, so that no part of a seeding disturbs another. */
export interface Chance {
  /** In [0, 1). */
  next(): number
  /** In [least, greatest). */
  within(least: number, greatest: number): number
  /** An integer, both ends included. */
  whole(least: number, greatest: number): number
  happens(share: number): boolean
  one<T>(all: readonly [T, ...T[]]): T
  /** Log-normal around its median: `spread` 1 is a factor of e either way. */
  around(median: number, spread: number): number
  bytes(count: number): Buffer
}

export function chanceOf(seed: number, ...purpose: readonly number[]): Chance {
  let state = seed
  for (const part of purpose) state = Math.imul(state ^ (part + 0x9e3779b9), 0x85ebca6b) ^ (state >>> 13)
  const { next } = seededRandom(state)
  const whole = (least: number, greatest: number) => least + Math.floor(next() * (greatest - least + 1))
  return {
    next,
    whole,
    within: (least, greatest) => least + next() * (greatest - least),
    happens: share => next() < share,
    one: all => all[Math.floor(next() * all.length)] ?? all[0],
    around: (median, spread) => {
      const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
      return median * Math.exp(spread * normal)
    },
    bytes(count) {
      const bytes = Buffer.allocUnsafe(count)
      for (let at = 0; at < count; at += 1) bytes[at] = next() * 256
      return bytes
    },
  }
}

/** Parts of a whole number in proportion to weights, whole themselves; their sum is the number. Not all weights are 0. */
export function distribute(whole: number, weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  let passed = 0
  let given = 0
  return weights.map(weight => {
    passed += weight
    const until = passed >= total ? whole : Math.floor((whole * passed) / total)
    const part = until - given
    given = until
    return part
  })
}
