import { expect, it } from 'vitest'
import type { Bytes, Instant } from '../../../../hub/contract/primitives.ts'
import { compareConfig } from '../../../../hub/nodes/config-difference-rule.ts'

const settings = { cipher: 'aes-256-gcm' as const, closeAt: 5 as Bytes | null, closeAfter: null, serve: true }
const aPort = (port: number) => ({ port, ...settings, secretHash: 'aa' })

const aConfig = (revision: number) => ({ instance: 'ab', epoch: 1, revision, blockedPorts: [465, 587] })
const desired = {
  ...aConfig(9),
  ports: [aPort(1), aPort(2), aPort(3), { ...aPort(4), serve: false }],
}
const applied = {
  ...aConfig(8),
  appliedAt: 7 as Instant,
  ports: [
    { ...aPort(2), secretHash: 'bb', closeAt: null, listening: true },
    { ...aPort(3), listening: false },
    { ...aPort(4), serve: false, listening: false },
    { ...aPort(5), listening: true },
  ],
}
const firstPage = { limit: 50, after: 0 }

it('names what is missing, what is too much and what is otherwise, with what each side has', () => {
  expect(compareConfig(desired, applied, firstPage)).toEqual({
    desired: { epoch: 1, revision: 9 },
    applied: { epoch: 1, revision: 8, appliedAt: 7 },
    settings: [],
    counts: { same: 1, missing: 1, surplus: 1, different: 2 },
    items: [
      { port: 1, kind: 'missing', what: [], desired: settings, applied: null },
      {
        port: 2,
        kind: 'different',
        what: ['closeAt', 'password'],
        desired: settings,
        applied: { ...settings, closeAt: null },
      },
      { port: 3, kind: 'different', what: ['listening'], desired: settings, applied: settings },
      { port: 5, kind: 'surplus', what: [], desired: null, applied: settings },
    ],
    next: null,
  })
})

it('answers page by page, and counts what is on none of them yet', () => {
  const pages: number[][] = []
  let after = 0
  for (let next: string | null = ''; next !== null; after = Number(next)) {
    const page = compareConfig(desired, applied, { limit: 3, after })
    expect(page.counts.different).toBe(2)
    pages.push(page.items.map(item => item.port))
    next = page.next
  }
  expect(pages).toEqual([[1, 2, 3], [5]])
})

it('says which settings differ beside the ports, and when the agent cannot tell', () => {
  const compare = (change: Partial<typeof applied>) =>
    compareConfig(desired, { ...applied, ...change }, firstPage).settings
  expect(compare({ blockedPorts: [587, 465] })).toEqual([])
  expect(compare({ blockedPorts: [465], instance: 'cd' })).toEqual([
    { what: 'instance', desired: 'ab', applied: 'cd' },
    { what: 'blockedPorts', desired: [465, 587], applied: [465] },
  ])
  const { blockedPorts: _, ...old } = applied
  expect(compareConfig(desired, old, firstPage).settings).toEqual([
    { what: 'blockedPorts', desired: [465, 587], applied: null },
  ])
})

it('says nothing of a password whose cipher differs: the hash is of both', () => {
  const other = { ...aPort(1), cipher: 'chacha20-ietf-poly1305' as const, secretHash: 'bb', listening: true }
  const { items } = compareConfig(
    { ...desired, ports: [aPort(1)] },
    { ...applied, ports: [other] },
    firstPage,
  )
  expect(items.map(item => item.what)).toEqual([['cipher']])
})
