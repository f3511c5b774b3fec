/** A repeatable source of chance: numbers in [0, 1) that follow from the seed alone (mulberry32). */
export function seededRandom(seed: number) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    next,
    /** An integer from `least` to `greatest`, both included. */
    between: (least: number, greatest: number) => least + Math.floor(next() * (greatest - least + 1)),
    pick<T>(all: readonly [T, ...T[]]): T {
      return all[Math.floor(next() * all.length)] ?? all[0]
    },
    shuffle<T>(all: readonly T[]): T[] {
      return all
        .map(value => ({ value, key: next() }))
        .sort((a, b) => a.key - b.key)
        .map(({ value }) => value)
    },
    /** A source of its own, so that those who draw at the same time do not disturb each other. */
    fork: () => seededRandom(Math.floor(next() * 2 ** 32)),
  }
}
export type SeededRandom = ReturnType<typeof seededRandom>

/** The seed of this run: SLUICE_TEST_SEED, or a new one; it is printed, so that a failure can be repeated. */
export function seedOfRun(what: string): number {
  const seed = Number(process.env['SLUICE_TEST_SEED'] ?? Date.now() % 2 ** 31)
  console.log(`${what}: SLUICE_TEST_SEED=${seed}`)
  return seed
}
