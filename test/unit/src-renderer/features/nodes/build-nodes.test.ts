import { describe, expect, it } from 'vitest'
import type { NodeListItem } from '../../../../../hub/contract/admin/node-views.ts'
import {
  arrangeNodes,
  certificateTone,
  isInGroup,
  loadOf,
  sumFleet,
  wordOf,
} from '../../../../../src-renderer/features/nodes/build-nodes.ts'

const node = (name: string, over: Partial<NodeListItem> = {}) =>
  ({
    ...{ name, state: 'active', country: 'HK', region: 'asia', managementHost: `${name}.example.org` },
    ...{ users: 10, capacity: 100, enrolledAt: 1, lastCollectedAt: 1, certificateExpiresAt: 1 },
    ...{ traffic: { upload: 1, download: 2 }, summary: { level: 'ok', reasons: [] } },
    ...over,
  }) as unknown as NodeListItem

const failing = node('jp1', { traffic: null, summary: { level: 'bad', reasons: ['failing', 'full'] } })
const halted = node('jp2', { summary: { level: 'bad', reasons: ['halted', 'failing'] } })
const pending = node('us1', { region: 'america', summary: { level: 'pending', reasons: ['config_pending'] } })
const fresh = node('de1', {
  ...{ state: 'new', enrolledAt: null, users: 0, traffic: null },
  summary: { level: 'off', reasons: ['not_enrolled'] },
})
const fleet = [node('hk10'), node('hk2'), failing, pending, halted, fresh]
const names = (list: readonly NodeListItem[]) => list.map(({ name }) => name)

describe('the list of nodes', () => {
  it('puts what is gravest first, and of equals the name decides as people count', () => {
    expect(names(arrangeNodes(fleet, {}, { by: 'state', direction: 'asc' }))).toEqual([
      ...['jp1', 'jp2', 'us1', 'hk2', 'hk10', 'de1'],
    ])
  })

  it('goes by name, load and traffic in both directions', () => {
    const busy = node('aa', { users: 90, traffic: { upload: 50, download: 50 } })
    const by = (sort: string, direction: 'asc' | 'desc') =>
      names(arrangeNodes([node('hk2'), busy, failing], {}, { by: sort, direction }))
    expect(by('name', 'desc')).toEqual(['jp1', 'hk2', 'aa'])
    expect(by('load', 'desc')[0]).toBe('aa')
    expect(by('traffic', 'asc')).toEqual(['jp1', 'hk2', 'aa'])
  })

  it('is narrowed by name or address, group and region', () => {
    const narrow = (filters: Parameters<typeof arrangeNodes>[1]) =>
      names(arrangeNodes(fleet, filters, { by: 'name', direction: 'asc' }))
    expect(narrow({ text: 'JP1.EXAMPLE' })).toEqual(['jp1'])
    expect(narrow({ group: 'troubled' })).toEqual(['jp1', 'jp2', 'us1'])
    expect(narrow({ group: 'new' })).toEqual(['de1'])
    expect(narrow({ region: 'america', group: 'ok' })).toEqual([])
    expect(isInGroup(node('x', { state: 'draining' }), 'draining')).toBe(true)
  })
})

it('says the gravest of a node in a word', () => {
  expect(wordOf(failing)).toBe('failing')
  expect(wordOf(node('x'))).toBe('ok')
  expect(wordOf(node('x', { state: 'removed', summary: { level: 'off', reasons: [] } }))).toBe('removed')
})

it('sums up a fleet: a node that is halted and silent counts once, one that is not enrolled not at all', () => {
  expect(sumFleet(fleet)).toEqual({
    ...{ enrolled: 5, serving: 3, failing: 1, halted: 1, affected: 20 },
    ...{ users: 50, capacity: 500, upload: 4, download: 8 },
  })
})

it('takes a node without places that has users as full', () => {
  expect(loadOf({ users: 1, capacity: 0 })).toBe(1)
  expect(loadOf({ users: 0, capacity: 0 })).toBe(0)
  expect(loadOf({ users: 1, capacity: 4 })).toBe(0.25)
})

it('warns of a certificate 30 days before its end and is urgent from the 7th', () => {
  const day = 86_400_000
  expect([31, 30, 7, -1].map(days => certificateTone(days * day, 0))).toEqual(['plain', 'warn', 'bad', 'bad'])
})
