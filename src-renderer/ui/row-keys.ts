const page = 15

/** Where a key leads from row `at` of `count`; null where it is no key that moves. */
export function moveInRows(key: string, at: number, count: number): number | null {
  const last = count - 1
  if (last < 0) return null
  const within = (index: number) => Math.min(last, Math.max(0, index))
  switch (key) {
    case 'ArrowDown':
      return within(at + 1)
    case 'ArrowUp':
      return within(at - 1)
    case 'PageDown':
      return within(at + page)
    case 'PageUp':
      return within(at - page)
    case 'Home':
      return 0
    case 'End':
      return last
    default:
      return null
  }
}
