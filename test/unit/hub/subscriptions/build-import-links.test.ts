import { describe, expect, it } from 'vitest'
import { buildImportLinks } from '../../../../hub/subscriptions/build-import-links.ts'
import { chooseFormat } from '../../../../hub/subscriptions/choose-format-rule.ts'

const link = 'https://shop.example.com/s/abcDEF'
const title = '快线 & #1'

describe('links that import a subscription', () => {
  it('name the subscription with its format, and the title, in each client’s way', () => {
    const links = new Map(buildImportLinks(link, title).map(({ client, href }) => [client, new URL(href)]))
    const clash = links.get('Clash / mihomo')
    expect(clash?.searchParams.get('url')).toBe(`${link}/clash`)
    expect(clash?.searchParams.get('name')).toBe(title)
    expect(links.get('sing-box')?.searchParams.get('url')).toBe(`${link}/sing-box`)
    expect(decodeURIComponent(links.get('sing-box')?.hash.slice(1) ?? '')).toBe(title)
    expect(links.get('Surge')?.searchParams.get('url')).toBe(`${link}/surge`)
    const rocket = links.get('Shadowrocket')
    expect(Buffer.from(rocket?.pathname.replace('/sub://', '') ?? '', 'base64url').toString()).toBe(
      `${link}/shadowrocket`,
    )
    expect(rocket?.searchParams.get('remark')).toBe(title)
    expect(links.get('Outline')?.href).toBe(
      `ssconf://shop.example.com/s/abcDEF/outline#${encodeURIComponent(title)}`,
    )
  })

  it('give paths that choose the same format', () => {
    for (const { url, format } of buildImportLinks(link, title)) {
      const path = url.slice(link.length + 1)
      expect(chooseFormat({ path, query: null, userAgent: null, accept: null })).toBe(format)
    }
  })

  it('hold none for Outline without TLS', () => {
    const clients = buildImportLinks('http://127.0.0.1:8080/s/abc', title).map(({ client }) => client)
    expect(clients).toEqual(['Clash / mihomo', 'sing-box', 'Shadowrocket', 'Surge'])
  })
})
