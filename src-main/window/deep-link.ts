/** The scheme by which other programs open a page of the console: `sluice://users/12`, `sluice://users?gate=open`. */
export const linkScheme = 'sluice'

const pages = /^\/(users|orders|plans|nodes|traffic|system)(\/[\w-]{1,64}){0,3}$/
/** Filters: the window reads of them what it knows. */
const filters = /^(\?[\w.~%&=+-]{1,600})?$/

/** The path of the window's own routes that a link from outside means; null where it is none. */
export function parseDeepLink(link: string): string | null {
  if (!URL.canParse(link)) return null
  const url = new URL(link)
  if (url.protocol !== `${linkScheme}:`) return null
  const path = `/${url.host}${url.pathname}`.replace(/\/+$/, '')
  return pages.test(path) && filters.test(url.search) ? path + url.search : null
}

/** The first link among the words a program was started with. */
export function findDeepLink(words: readonly string[]): string | null {
  for (const word of words) {
    const path = word.startsWith(`${linkScheme}:`) ? parseDeepLink(word) : null
    if (path !== null) return path
  }
  return null
}
