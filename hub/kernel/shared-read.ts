/**
 * A read that many ask for at once: one runs at a time, and all who ask meanwhile share the next. So nobody is answered
 * with what was so before he asked.
 */
export function createSharedRead<T>(read: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null
  let next: Promise<T> | null = null

  function begin(): Promise<T> {
    const begun = read().finally(() => {
      running = null
    })
    running = begun
    return begun
  }

  return () => {
    if (running === null) return begin()
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = null
        return begin()
      })
    return next
  }
}
