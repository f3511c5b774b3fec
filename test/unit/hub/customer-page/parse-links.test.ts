import { describe, expect, it } from 'vitest'
import { parseLinks } from '../../../../hub/customer-page/parse-links.ts'

const linksIn = (text: string) =>
  parseLinks(text)
    .filter(({ href }) => href !== null)
    .map(({ href }) => href)

describe('addresses in what an operator wrote', () => {
  it('are found among words of both languages, without what ends the sentence', () => {
    expect(linksIn('邮箱 help@example.org，群：https://t.me/sluice。')).toEqual([
      'mailto:help@example.org',
      'https://t.me/sluice',
    ])
    expect(linksIn('See https://example.org/a?b=1. Or write to a.b+c@example.co.uk!')).toEqual([
      'https://example.org/a?b=1',
      'mailto:a.b+c@example.co.uk',
    ])
  })

  it('are https and mail alone', () => {
    expect(linksIn('javascript:alert(1) http://example.org data:text/html,x @handle')).toEqual([])
  })

  it('leave every character of the text where it was', () => {
    for (const text of ['', 'no link', 'https://a.example', 'x@y.example, https://a.example) 好']) {
      expect(
        parseLinks(text)
          .map(part => part.text)
          .join(''),
      ).toBe(text)
    }
  })
})
