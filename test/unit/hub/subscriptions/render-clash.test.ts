import { describe, expect, it } from 'vitest'
import { parse as parseYaml } from 'yaml'
import { dialable } from '../../../../hub/subscriptions/map-entries.ts'
import { renderClash } from '../../../../hub/subscriptions/render-clash.ts'
import { aSip022Subscription, aStoppedSubscription, aSubscription } from './a-subscription.ts'

describe('Clash’s YAML, read by a parser of YAML 1.2', () => {
  it.each([
    ['an older cipher', aSubscription()],
    ['SIP022', aSip022Subscription()],
    ['a stopped user', aStoppedSubscription()],
    ['a title full of signs', aSubscription({ title: '- "x": #{y}\u0085\u007f, &z *z !t' })],
  ])('holds every proxy for %s', (_, subscription) => {
    expect(parseYaml(renderClash(subscription)).proxies).toEqual(
      subscription.entries.map(dialable).map(({ name, host, port, cipher, password }) => ({
        name,
        type: 'ss',
        server: host,
        port,
        cipher,
        password,
        udp: true,
      })),
    )
  })

  it('refers only to groups and proxies that are there', () => {
    const config = parseYaml(renderClash(aSubscription()))
    const groups: { name: string; proxies: string[] }[] = config['proxy-groups']
    const known = [...config.proxies, ...groups].map(({ name }: { name: string }) => name)
    expect(new Set(known).size).toBe(known.length)
    for (const { proxies } of groups) expect(known).toEqual(expect.arrayContaining(proxies))
    expect(config.rules.at(-1)).toBe(`MATCH,${groups[0]?.name}`)
    expect(groups[0]?.name).toBe('快线 Fast Line')
  })

  it('reaches the shop without a server, and offers a stopped user nothing that measures speed', () => {
    const config = parseYaml(renderClash(aStoppedSubscription()))
    expect(config.rules[0]).toBe('DOMAIN,shop.example.com,DIRECT')
    expect(config['proxy-groups'].map(({ type }: { type: string }) => type)).toEqual(['select'])
  })

  it('puts what is left behind the servers, so that no client dials it by itself', () => {
    const { entries } = aSubscription()
    const config = parseYaml(
      renderClash(aSubscription({ entries: [{ kind: 'notice', name: '剩余 47 GB' }, ...entries] })),
    )
    const [choice, fastest] = config['proxy-groups']
    expect(choice.proxies.at(-1)).toBe('剩余 47 GB')
    expect(fastest.proxies).toEqual(entries.map(({ name }) => name))
  })

  it('gives a group another name than a proxy has', () => {
    const entries = aSubscription().entries.slice(0, 1)
    const config = parseYaml(renderClash(aSubscription({ title: '🇭🇰 香港 1', entries })))
    expect(config['proxy-groups'][0]).toMatchObject({ name: '🇭🇰 香港 1 ·', proxies: ['🇭🇰 香港 1'] })
  })

  it('gives its two groups different names', () => {
    const config = parseYaml(renderClash(aSubscription({ title: '自动选择' })))
    expect(config['proxy-groups'].map(({ name }: { name: string }) => name)).toEqual([
      '自动选择',
      '自动选择 ·',
    ])
  })
})
