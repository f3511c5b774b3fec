import { describe, expect, it } from 'vitest'
import type { Access, ClosedReason } from '../../../../hub/gate/access-rule.ts'
import { type EntriesFacts, listEntries } from '../../../../hub/subscriptions/build-entries.ts'
import { nameServers } from '../../../../hub/subscriptions/build-server-names.ts'
import { lines, noon } from './a-subscription.ts'

const open: Access = { kind: 'open', left: 1, closeAfter: noon }
const closed = (reason: ClosedReason): Access => ({ kind: 'closed', reason, since: noon })
const facts: EntriesFacts = {
  access: open,
  servers: nameServers(lines, { cipher: 'aes-256-gcm', password: 'secret-secret' }),
  usage: { upload: 1_000_000_000, download: 2_000_000_000, total: 50_000_000_000, expiresAt: noon },
  locale: 'zh',
  timeZone: 'Asia/Shanghai',
  homeUrl: 'https://shop.example.com/',
  showRemaining: false,
}
const names = (changes: Partial<EntriesFacts>) =>
  listEntries({ ...facts, ...changes }).map(({ name }) => name)

describe('the entries of a list', () => {
  it('are the servers of a user who may pass', () => {
    expect(listEntries(facts)).toEqual(facts.servers)
  })

  it('begin with what is left where that is wanted', () => {
    expect(names({ showRemaining: true })[0]).toBe('剩余 47 GB · 到期 2026年11月24日')
    expect(names({ showRemaining: true, locale: 'en' })[0]).toBe('Left 47 GB · until 24 November 2026')
    // What ends at midnight is good through the day before, as the page says.
    const midnight = Date.parse('2026-12-01T00:00:00+08:00') as typeof noon
    const ends = { ...facts.usage, expiresAt: midnight }
    expect(names({ showRemaining: true, usage: ends })[0]).toBe('剩余 47 GB · 到期 2026年11月30日')
    const usage = { ...facts.usage, total: null, expiresAt: null }
    expect(listEntries({ ...facts, usage, showRemaining: true })).toEqual(facts.servers)
  })

  it.each<[ClosedReason, string, string]>([
    [
      'quota_used',
      '流量已用完，购买流量 https://shop.example.com',
      'Out of data, buy more at https://shop.example.com',
    ],
    [
      'expired',
      '套餐已到期，续费 https://shop.example.com',
      'Plan expired, renew at https://shop.example.com',
    ],
    [
      'no_plan',
      '还没有套餐，购买套餐 https://shop.example.com',
      'No plan yet, buy one at https://shop.example.com',
    ],
    [
      'suspended',
      '账户已停用，详情请见 https://shop.example.com',
      'Account suspended, ask at https://shop.example.com',
    ],
  ])('say why in both languages and hold no server: %s', (reason, zh, en) => {
    const access = closed(reason)
    expect(names({ access })).toEqual([zh, '完成后请更新订阅'])
    expect(names({ access, locale: 'en' })).toEqual([en, 'Then update this subscription'])
    expect(listEntries({ ...facts, access }).every(({ kind }) => kind === 'notice')).toBe(true)
  })

  it('name no address where there is none', () => {
    expect(names({ access: closed('expired'), homeUrl: null })).toEqual(['套餐已到期', '完成后请更新订阅'])
    expect(names({ access: closed('deleted') })).toEqual(['账户已注销'])
  })

  it('say so when no server is ready', () => {
    expect(names({ servers: [] })).toEqual(['节点准备中，请稍后更新订阅'])
  })
})
