import { validateHeaderValue } from 'node:http'
import { describe, expect, it } from 'vitest'
import {
  buildSubscriptionHeaders,
  buildUserinfo,
  matchesEtag,
} from '../../../../hub/subscriptions/build-subscription-headers.ts'
import { subscriptionFormats } from '../../../../hub/subscriptions/choose-format-rule.ts'
import { etagOf } from '../../../../hub/subscriptions/etag-of.ts'
import { aSubscription, noon } from './a-subscription.ts'

describe('the headers of an answer', () => {
  it('tell usage in bytes and seconds, and no bound where there is none', () => {
    const usage = { upload: 1, download: 2, total: 3, expiresAt: noon }
    expect(buildUserinfo(usage)).toBe('upload=1; download=2; total=3; expire=1795521600')
    expect(buildUserinfo({ ...usage, total: null, expiresAt: null })).toBe('upload=1; download=2')
  })

  it('carry a title in any script', () => {
    const headers = buildSubscriptionHeaders(aSubscription(), 'clash', '"x"')
    expect(headers).toMatchObject({
      'Content-Type': 'text/yaml; charset=utf-8',
      'Cache-Control': 'private, no-cache',
      ETag: '"x"',
      Vary: 'User-Agent, Accept',
      'Profile-Update-Interval': '12',
      'Profile-Web-Page-Url': 'https://shop.example.com/',
    })
    const title = headers['Profile-Title'] ?? ''
    expect(Buffer.from(title.replace(/^base64:/, ''), 'base64').toString()).toBe('快线 Fast, Line')
    expect(decodeURIComponent((headers['Content-Disposition'] ?? '').split("UTF-8''")[1] ?? '')).toBe(
      '快线 Fast, Line',
    )
    expect(
      buildSubscriptionHeaders(aSubscription({ title: 'Fast Line' }), 'plain', '"x"')['Profile-Title'],
    ).toBe('Fast Line')
  })

  it.each(subscriptionFormats)('are valid whatever the title: %s', format => {
    for (const title of ['a\r\nSet-Cookie: x', '"\\*()\'', '\ud800', 'base64:x', '🚀', '']) {
      const headers = buildSubscriptionHeaders(
        aSubscription({ title, homeUrl: 'https://商店.example/' }),
        format,
        '"x"',
      )
      for (const [name, value] of Object.entries(headers)) {
        expect(() => validateHeaderValue(name, value)).not.toThrow()
        expect(value).toMatch(/^[\x20-\x7e]*$/)
      }
    }
  })

  it('send no address along from the page', () => {
    const headers = buildSubscriptionHeaders(aSubscription(), 'page', '"x"')
    expect(headers['Referrer-Policy']).toBe('no-referrer')
    expect(headers).not.toHaveProperty('Subscription-Userinfo')
  })
})

describe('a tag', () => {
  it('is strong, and another for another body', () => {
    expect(etagOf('a')).toMatch(/^"[A-Za-z0-9_-]{22}"$/)
    expect(etagOf('a')).toBe(etagOf('a'))
    expect(etagOf('a')).not.toBe(etagOf('b'))
  })

  it.each<[string | null, boolean]>([
    ['"x"', true],
    ['W/"x"', true],
    ['"y", W/"z" ,"x"', true],
    ['*', true],
    ['"y"', false],
    ['x', false],
    ['"xx"', false],
    ['', false],
    [null, false],
  ])('is found in If-None-Match %j: %j', (header, found) => expect(matchesEtag(header, '"x"')).toBe(found))
})
