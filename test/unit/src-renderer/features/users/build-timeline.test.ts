import { describe, expect, it } from 'vitest'
import type { TimelineEntry } from '../../../../../hub/contract/admin/timeline.ts'
import { enforcement, groupByDay, linkOf } from '../../../../../src-renderer/features/users/build-timeline.ts'
import { parseActor } from '../../../../../src-renderer/features/users/parse-actor.ts'

const at = (text: string) => Date.parse(`2026-11-${text}+08:00`)
const begun = (text: string): TimelineEntry => ({
  id: text,
  at: at(text),
  kind: 'cycle.begun',
  link: { kind: 'cycle', id: 1 },
  facts: { endsAt: 0 },
})
const closed = (confirmed: readonly (number | null)[]) =>
  ({
    id: '1',
    at: 100,
    kind: 'gate.closed',
    link: null,
    facts: {
      ...{ gate: 'quota_used', before: 'open', cause: 'usage', node: null },
      nodes: confirmed.map((confirmedAt, index) => ({
        ...{ nodeId: index + 1, nodeName: `n${index}`, revision: 1 },
        confirmedAt,
      })),
    },
  }) satisfies TimelineEntry

describe('the timeline of a user', () => {
  it('stands under the days of the hub, in the order it came', () => {
    const days = groupByDay(
      [begun('03T23:59:00'), begun('03T00:00:00'), begun('01T12:00:00')],
      'Asia/Shanghai',
    )
    expect(days.map(({ day, entries }) => [day, entries.length])).toEqual([
      ['2026-11-03', 2],
      ['2026-11-01', 1],
    ])
  })

  it.each([
    ['by every node', [140, 160], { done: 2, all: 2, lastedMs: 60 }],
    ['by some', [140, null], { done: 1, all: 2, lastedMs: null }],
    ['by none, since none had to', [], null],
  ])('says that a cut is enforced %s', (_, confirmed, said) => {
    expect(enforcement(closed(confirmed))).toEqual(said)
  })

  it('leads where there is a page', () => {
    expect(linkOf({ ...begun('01T00:00:00'), link: { kind: 'order', id: 7 } })).toBe('/orders/7')
    expect(linkOf(begun('01T00:00:00'))).toBeNull()
  })

  it.each([
    ['operator:3 Li Wei', 'operator', 'Li Wei'],
    ['command-line:root', 'command-line', 'root'],
    ['system:customer 12', 'customer', 'customer 12'],
    ['system:registration', 'customer', 'registration'],
    ['system:jobs', 'system', 'jobs'],
    ['', 'system', ''],
  ])('names who acted: %s', (text, kind, name) => {
    expect(parseActor(text)).toEqual({ kind, name })
  })
})
