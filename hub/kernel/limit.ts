/** Lets at most `limit` pieces of work run at once; the others wait in order. */
export function createLimit(limit: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0
  const waiting: (() => void)[] = []
  return async work => {
    if (running >= limit) await new Promise<void>(resolve => waiting.push(resolve))
    else running += 1
    try {
      return await work()
    } finally {
      // The place is handed on, so `running` only falls when nobody waits.
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}
