export type Locale = 'zh' | 'en'

/** The language of a page: what was chosen, else what the browser prefers, else Chinese. */
export function chooseLocale(cookie: string | undefined, acceptLanguage: string | undefined): Locale {
  if (cookie === 'zh' || cookie === 'en') return cookie
  const wanted = (acceptLanguage ?? '')
    .split(',')
    .map(part => {
      const [tag = '', ...options] = part.trim().toLowerCase().split(';')
      const weight = options.map(option => /^\s*q=([0-9.]+)$/.exec(option)?.[1]).find(q => q !== undefined)
      return { language: tag.split('-')[0], weight: weight === undefined ? 1 : Number(weight) }
    })
    .filter(({ language, weight }) => (language === 'zh' || language === 'en') && weight > 0)
    .sort((a, b) => b.weight - a.weight)
  return wanted[0]?.language === 'en' ? 'en' : 'zh'
}

export type Theme = 'light' | 'dark' | 'auto'

/** What was chosen; `auto` follows the system. */
export const chooseTheme = (cookie: string | undefined): Theme =>
  cookie === 'light' || cookie === 'dark' ? cookie : 'auto'

/** A path of this site to return to: never another host, whatever was asked for. */
export function localPath(wanted: unknown): string {
  if (typeof wanted !== 'string' || !/^\/(?![/\\])[\x21-\x7e]{0,300}$/.test(wanted)) return '/'
  return wanted.includes('\\') ? '/' : wanted
}
