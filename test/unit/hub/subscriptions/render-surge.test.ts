import { describe, expect, it } from 'vitest'
import { dialable } from '../../../../hub/subscriptions/map-entries.ts'
import { renderSurge } from '../../../../hub/subscriptions/render-surge.ts'
import {
  aSip022Subscription,
  aStoppedSubscription,
  aSubscription,
  awkwardPassword,
  sip022Key,
} from './a-subscription.ts'

/** Lines of a section, comments and empty lines left out. */
function section(profile: string, name: string): string[] {
  const lines = profile.split('\n')
  const start = lines.indexOf(`[${name}]`) + 1
  const length = lines.slice(start).findIndex(line => line.startsWith('['))
  return lines
    .slice(start, length === -1 ? undefined : start + length)
    .filter(line => line !== '' && line[0] !== '#')
}

function readProxy(line: string) {
  const [, name, host, port, cipher, password] =
    /^([^=]+?) = ss, ([^,]+), (\d+), encrypt-method=([^,]+), password="([^"]*)", udp-relay=true$/.exec(
      line,
    ) ?? []
  return { name, host, port: Number(port), cipher, password }
}

describe("Surge's profile", () => {
  it.each([
    ['an older cipher', aSubscription(), awkwardPassword],
    ['SIP022', aSip022Subscription(), sip022Key],
  ])('holds every server for %s', (_, subscription, password) => {
    const proxies = section(renderSurge(subscription), 'Proxy').map(readProxy)
    expect(proxies.map(({ name: _name, ...rest }) => rest)).toEqual(
      subscription.entries.map(dialable).map(({ host, port, cipher }) => ({ host, port, cipher, password })),
    )
    expect(proxies.map(({ name }) => name)).toEqual([
      '🇭🇰 香港 1',
      '🇭🇰 香港 1 IPv6',
      '🇯🇵 🚀 ”Tokyo”， ＃2 ＝ fast: ［x］ ×1.5',
      "l'Île & 100% Relay ×0",
    ])
  })

  it('names in its group exactly the proxies that are there', () => {
    for (const subscription of [aSubscription(), aStoppedSubscription()]) {
      const profile = renderSurge(subscription)
      const [group = ''] = section(profile, 'Proxy Group')
      expect(group.replace(/^.* = select, /, '').split(', ')).toEqual(
        section(profile, 'Proxy').map(line => readProxy(line).name),
      )
      expect(section(profile, 'Rule').at(-1)).toBe('FINAL,快线 Fast Line,dns-failed')
    }
  })

  it('keeps names apart that its signs make equal', () => {
    const { entries } = aSubscription()
    const [server] = entries
    if (server === undefined) throw new Error('no server')
    const twins = [
      { ...server, name: 'a,b' },
      { ...server, name: 'a，b' },
    ]
    const names = section(renderSurge(aSubscription({ entries: twins })), 'Proxy').map(
      line => readProxy(line).name,
    )
    expect(names).toEqual(['a，b', 'a，b 2'])
  })

  it('asks again at its own address, and reaches the shop without a server', () => {
    const profile = renderSurge(aStoppedSubscription())
    expect(profile.split('\n')[0]).toBe(
      '#!MANAGED-CONFIG https://shop.example.com/s/abcDEF/surge interval=43200 strict=false',
    )
    expect(section(profile, 'Rule')[0]).toBe('DOMAIN,shop.example.com,DIRECT')
  })

  it('leaves out a server whose password it cannot write', () => {
    const entries = aSubscription()
      .entries.map(dialable)
      .map(server => ({ ...server, password: 'with"quote' }))
    const profile = renderSurge(aSubscription({ entries }))
    expect(section(profile, 'Proxy')).toEqual([])
    expect(profile).not.toContain('with"quote')
    expect(section(profile, 'Proxy Group')).toEqual(['快线 Fast Line = select, DIRECT'])
  })

  it('writes no comment or section where a title looks like one', () => {
    for (const title of ['# 1', '// 1', '[1]', ';1', '1\n[1]']) {
      const profile = renderSurge(aSubscription({ title }))
      expect(section(profile, 'Proxy Group')).toHaveLength(1)
      expect(section(profile, 'Rule').at(-1)).toMatch(/^FINAL,1( 1)?,dns-failed$/)
    }
  })
})
