import { describe, expect, it } from 'vitest'
import { headerText, isMailAddress } from '../../../../hub/mail/address-rule.ts'
import { composeMessage } from '../../../../hub/mail/compose-message.ts'
import { kindOf } from '../../../../hub/mail/mail-kind-rule.ts'
import {
  type MailContent,
  type MailTemplate,
  mailParams,
  parseMailContent,
} from '../../../../hub/mail/parse-mail-content.ts'
import {
  renderBytes,
  renderDay,
  renderEnd,
  renderMoment,
  renderYuan,
} from '../../../../hub/mail/render-amounts.ts'
import type { LetterFrame } from '../../../../hub/mail/render-blocks.ts'
import { renderLetter } from '../../../../hub/mail/render-letter.ts'

const at = Date.parse('2026-06-16T10:07:00+08:00')
const midnight = Date.parse('2026-12-01T00:00:00+08:00')
const evil = `<img src=x onerror="a('b')">&\r\nBcc: all@example.com`
const frame: LetterFrame = {
  serviceName: 'Sluice',
  timeZone: 'Asia/Shanghai',
  homeUrl: 'https://example.com',
  unsubscribeUrl: null,
}

const letters: readonly MailContent[] = [
  { template: 'register-code', params: { code: '482913', minutes: 10 } },
  { template: 'password-reset', params: { code: '482913', link: 'https://example.com/r/1', minutes: 30 } },
  { template: 'password-changed', params: { at } },
  { template: 'address-code', params: { code: '482913', minutes: 10 } },
  { template: 'address-changed', params: { at } },
  {
    template: 'receipt',
    params: {
      orderNumber: 'S26061600001',
      plan: '月付 100',
      from: at,
      until: midnight,
      bytes: 100_000_000_000,
      amountFen: 123_456,
      paidAt: at,
    },
  },
  { template: 'usage', params: { percent: 80, left: 20e9, granted: 100e9, cycleEndsAt: midnight } },
  { template: 'usage', params: { percent: 100, left: 0, granted: 100e9, cycleEndsAt: midnight } },
  { template: 'expiry', params: { days: 7, expiresAt: midnight } },
  { template: 'expiry', params: { days: 3, expiresAt: midnight } },
  { template: 'expiry', params: { days: 1, expiresAt: midnight } },
  { template: 'expired', params: { expiredAt: midnight } },
  { template: 'refund', params: { stage: 'accepted', orderNumber: 'S1', amountFen: 990 } },
  { template: 'refund', params: { stage: 'succeeded', orderNumber: 'S1', amountFen: 990 } },
  { template: 'order-held', params: { orderNumber: 'S1', amountFen: 990 } },
  { template: 'notice', params: { subject: '维护', text: '今晚\n两点\n\n维护一小时' } },
  { template: 'audit-head', params: { number: 12, hash: 'ab'.repeat(32), at } },
  { template: 'test', params: { at } },
]
const both = letters.flatMap(letter => (['zh', 'en'] as const).map(locale => [letter, locale] as const))
const named = both.map(([letter, locale]) => [`${letter.template} ${locale}`, letter, locale] as const)

it('every template has a letter here', () => {
  expect(new Set(letters.map(letter => letter.template))).toEqual(new Set(Object.keys(mailParams)))
})

describe.each(named)('%s', (_name, letter, locale) => {
  const mail = renderLetter(letter, locale, frame)

  it('is whole in HTML and in text, in its own language, and loads nothing', () => {
    expect(mail.subject.length).toBeGreaterThan(1)
    expect(mail.subject).not.toMatch(/[\r\n]/)
    expect(mail.html).toContain(locale === 'zh' ? '<html lang="zh-CN">' : '<html lang="en">')
    expect(mail.html).not.toMatch(/<img|<script|<link|@import|url\(|src=/)
    expect(mail.html.match(/https?:\/\/[^"<\s]+/g) ?? []).not.toContainEqual(
      expect.not.stringContaining('example.com'),
    )
    for (const part of [mail.html, mail.text, mail.subject]) {
      expect(part).not.toMatch(/undefined|NaN|null|\[object|Infinity/)
      if (locale === 'en' && !['receipt', 'notice'].includes(letter.template))
        expect(part.replace(/'[^']*'/g, '')).not.toMatch(/[\u4e00-\u9fff]/)
    }
    expect(mail.html.length).toBeLessThan(16_000)
    const tags = (name: string) => mail.html.match(new RegExp(`<${name}[ >]`, 'g'))?.length ?? 0
    for (const name of ['table', 'tr', 'td', 'a', 'p', 'div', 'h1']) {
      expect([name, mail.html.split(`</${name}>`).length - 1]).toEqual([name, tags(name)])
    }
  })
})

describe('what letters say', () => {
  const say = (letter: MailContent, locale: 'zh' | 'en' = 'zh', over: Partial<LetterFrame> = {}) =>
    renderLetter(letter, locale, { ...frame, ...over })
  const byName = (template: MailTemplate) =>
    letters.find(letter => letter.template === template) ?? letters[0]

  it('a receipt names order, plan, bytes, times and money', () => {
    const receipt = byName('receipt')
    if (receipt === undefined) throw new Error('there is none')
    expect(say(receipt).text).toBe(`付款成功

谢谢，已经开通。这是你的收据。

订单号：S26061600001
套餐：月付 100
流量：100 GB
开始：2026年6月16日 10:07
有效至：2026年11月30日 24:00
付款时间：2026年6月16日 10:07
实付：¥1,234.56

查看订单：https://example.com/orders/S26061600001

-- 
Sluice
`)
    const english = say(receipt, 'en')
    expect(english.text).toContain('Until: the end of 30 November 2026')
    expect(english.subject).toBe('Payment received: 月付 100 ¥1,234.56')
    expect(say(receipt, 'en', { homeUrl: null }).html).not.toContain('<a ')
  })

  it('a code stands in the subject, so that it can be read without opening the letter', () => {
    expect(say({ template: 'register-code', params: { code: '482913', minutes: 10 } }).subject).toBe(
      '482913 是你的 Sluice 验证码',
    )
    const chinese = { serviceName: '水闸' }
    expect(
      say({ template: 'register-code', params: { code: '482913', minutes: 10 } }, 'zh', chinese).subject,
    ).toBe('482913 是你的水闸验证码')
  })

  it.each([
    ['receipt', '/orders/S26061600001'],
    ['refund', '/orders/S1'],
    ['order-held', '/orders/S1'],
    ['expiry', '/buy'],
    ['expired', '/buy'],
    ['usage', '/home'],
    ['password-changed', '/reset'],
  ] as const)('the button of %s leads to where something can be done: %s', (template, path) => {
    for (const locale of ['zh', 'en'] as const) {
      const { html } = say(byName(template) as MailContent, locale, { homeUrl: 'https://example.com/' })
      expect(html).toContain(`href="https://example.com${path}"`)
    }
  })

  it('reminders carry the link that ends them', () => {
    const unsubscribeUrl = 'https://example.com/mail/unsubscribe/1-ab'
    const mail = say({ template: 'expiry', params: { days: 1, expiresAt: midnight } }, 'en', {
      unsubscribeUrl,
    })
    expect(mail.subject).toBe('Sluice: your plan ends in 1 day')
    expect(mail.html).toContain(`href="${unsubscribeUrl}"`)
    expect(mail.text).toContain(`No more reminders: ${unsubscribeUrl}`)
    expect((['usage', 'expiry', 'expired'] as const).map(kindOf)).toEqual([
      'reminder',
      'reminder',
      'reminder',
    ])
    expect((['receipt', 'refund', 'order-held'] as const).map(kindOf)).toEqual(['record', 'record', 'record'])
  })

  it('names and texts of people are shown as they are, never as HTML or a header', async () => {
    for (const locale of ['zh', 'en'] as const) {
      for (const letter of [
        { template: 'notice', params: { subject: evil, text: evil } },
        {
          template: 'receipt',
          params: {
            orderNumber: evil,
            plan: evil,
            from: null,
            until: null,
            bytes: null,
            amountFen: 1,
            paidAt: at,
          },
        },
      ] as const) {
        const mail = say(letter, locale, { serviceName: evil, homeUrl: `https://example.com/"><b>` })
        expect(mail.html).not.toMatch(/<img|<b>|onerror="/)
        expect(mail.html).toContain('&lt;img src=x onerror=&quot;a(&#39;b&#39;)&quot;&gt;&amp;')
        expect(mail.subject).not.toMatch(/[\r\n]/)
        const raw = await composeMessage(mail, {
          fromName: evil,
          from: 'post@example.com',
          to: 'someone@example.com',
          messageId: 'one@example.com',
          date: at,
          unsubscribeUrl: null,
        })
        const [head = ''] = raw.toString('utf8').split('\r\n\r\n', 1)
        expect(head).not.toMatch(/^bcc:/im)
        expect(head.match(/^(to|from|subject):/gim)).toHaveLength(3)
      }
    }
  })

  it('what was stored is checked again', () => {
    expect(parseMailContent('expiry', { days: 3, expiresAt: midnight })).not.toBeNull()
    expect(parseMailContent('expiry', { days: 4, expiresAt: midnight })).toBeNull()
    expect(
      parseMailContent('password-reset', { code: null, link: 'javascript:alert(1)', minutes: 5 }),
    ).toBeNull()
    expect(parseMailContent('toString', {})).toBeNull()
  })
})

describe('amounts', () => {
  it('money, bytes and times read as people expect', () => {
    expect([0, 5, 100, 123_456_789].map(renderYuan)).toEqual(['¥0.00', '¥0.05', '¥1.00', '¥1,234,567.89'])
    expect([0, 999, 1_000, 1_234_567, 50e9, 1.255e12, 99_999_999_999].map(renderBytes)).toEqual([
      '0 B',
      '999 B',
      '1 KB',
      '1.23 MB',
      '50 GB',
      '1.25 TB',
      '99.99 GB',
    ])
    expect(renderDay(at, 'Asia/Shanghai', 'zh')).toBe('2026年6月16日')
    expect(renderMoment(at, 'America/New_York', 'en')).toBe('15 June 2026 22:07')
    expect(renderEnd(at, 'Asia/Shanghai', 'zh')).toBe('2026年6月16日 10:07')
    expect(renderEnd(midnight, 'Asia/Shanghai', 'en')).toBe('the end of 30 November 2026')
  })

  it('addresses and headers keep out what a mail server could misread', () => {
    for (const good of ['a@b', "o'neil+x@example.com", '张@例子.中国', `${'a'.repeat(64)}@example.com`]) {
      expect([good, isMailAddress(good)]).toEqual([good, true])
    }
    for (const bad of [
      '',
      'a',
      '@b',
      'a@',
      'a@b@c',
      'a b@c',
      'a@b\n',
      'a@b\0',
      '-a@b',
      'a,b@c',
      `${'a'.repeat(65)}@b`,
    ]) {
      expect([bad, isMailAddress(bad)]).toEqual([bad, false])
    }
    expect(headerText('a\r\nb\u2028c\td')).toBe('a b c d')
  })
})
