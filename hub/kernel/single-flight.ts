/** Work that is asked for by several at once is done once, and all get what came of it. */
export interface SingleFlight<T> {
  /** What runs under this key already, or `work` begun now. */
  run(key: number, work: () => Promise<T>): Promise<T>
}

export function createSingleFlight<T>(): SingleFlight<T> {
  const running = new Map<number, Promise<T>>()
  return {
    run(key, work) {
      const known = running.get(key)
      if (known !== undefined) return known
      const begun = work().finally(() => running.delete(key))
      running.set(key, begun)
      return begun
    },
  }
}
