import { describe, expect, it } from 'vitest'
import { chooseLocale, chooseTheme, localPath } from '../../../../hub/customer-page/locale-rule.ts'

describe('the language of a page', () => {
  it.each([
    ['en', 'zh-CN', 'en'],
    ['zh', 'en', 'zh'],
    [undefined, undefined, 'zh'],
    [undefined, 'en-GB,en;q=0.9', 'en'],
    [undefined, 'en;q=0.3,zh-CN;q=0.8', 'zh'],
    [undefined, 'fr-FR,fr;q=0.9,en;q=0.4', 'en'],
    [undefined, 'fr', 'zh'],
    [undefined, 'en;q=0,fr', 'zh'],
    ['xx', 'en', 'en'],
    [undefined, ';;q=,,=', 'zh'],
  ] as const)('cookie %s and %s: %s', (cookie, accepted, locale) => {
    expect(chooseLocale(cookie, accepted)).toBe(locale)
  })

  it('follows the system where no appearance was chosen', () => {
    expect(['dark', 'light', 'auto', undefined, 'x'].map(chooseTheme)).toEqual([
      'dark',
      'light',
      'auto',
      'auto',
      'auto',
    ])
  })

  it('returns to paths of this site alone', () => {
    expect(localPath('/buy?plan=3&code=A-B')).toBe('/buy?plan=3&code=A-B')
    for (const bad of [
      '//x',
      '/\\x',
      'https://x',
      '',
      undefined,
      3,
      '/a b',
      '/a\r\nset-cookie: x',
      '/x\\y',
    ]) {
      expect(localPath(bad)).toBe('/')
    }
  })
})
