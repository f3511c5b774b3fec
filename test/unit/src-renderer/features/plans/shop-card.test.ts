import i18next from 'i18next'
import { beforeAll, expect, it } from 'vitest'
import type { PlanBody } from '../../../../../hub/contract/admin/plans.ts'
import { renderAmounts } from '../../../../../hub/customer-page/render-amounts.ts'
import { planPoints } from '../../../../../hub/customer-page/views/plan-list.tsx'
import { type Visit, wordsOf } from '../../../../../hub/customer-page/visit.ts'
import type { PlanRow } from '../../../../../hub/db/entities/plans.ts'
import { buildPlanPoints } from '../../../../../src-renderer/features/plans/build-plan-points.ts'
import {
  renderShopBytes,
  renderShopPrice,
} from '../../../../../src-renderer/features/plans/render-shop-amounts.ts'
import { plans as en } from '../../../../../src-renderer/locales/en/plans.ts'
import { plans as zh } from '../../../../../src-renderer/locales/zh/plans.ts'

const gigabyte = 1_000_000_000
const plan: PlanBody = {
  ...{ name: 'plus', title: { zh: '进阶', en: 'Plus' }, description: { zh: '', en: '' }, kind: 'month' },
  ...{ price: 3_500, bytes: 200 * gigabyte, validity: null, nodeCount: 3, regions: [] },
  ...{ cyclePolicy: 'calendar', mostPerOrder: 12, stock: null, visibility: 'public', position: 0 },
}
const addon = { kind: 'addon', cyclePolicy: 'calendar' } as const
const texts = i18next.createInstance()

beforeAll(() => texts.init({ lng: 'en', ns: ['plans'], resources: { en: { plans: en }, zh: { plans: zh } } }))

it.each([
  {},
  { nodeCount: 1, bytes: null },
  { kind: 'year', cyclePolicy: 'anniversary', bytes: 1_255_900_000_000 },
  { ...addon, validity: { kind: 'until_used' } },
  { ...addon, validity: { kind: 'this_cycle' }, bytes: 1_500_000 },
  { ...addon, validity: { kind: 'plan' } },
  { ...addon, validity: { kind: 'days', days: 1 } },
  { ...addon, validity: { kind: 'days', days: 30 } },
] as const satisfies readonly Partial<PlanBody>[])(
  'says of a plan with %o what the shop says of it',
  over => {
    const body: PlanBody = { ...plan, ...over }
    for (const locale of ['en', 'zh'] as const) {
      const say = texts.getFixedT(locale, 'plans')
      const points = buildPlanPoints(body).map(({ text, count, bytes }) =>
        say(`card.${text}`, {
          count,
          bytes: bytes === null ? say('card.unlimited') : renderShopBytes(bytes),
        }),
      )
      const visit = { locale, words: wordsOf(locale), amounts: renderAmounts(locale, 'Asia/Shanghai') }
      expect(points).toEqual(planPoints(visit as Visit, body as PlanRow))
    }
  },
)

it('tells nothing of bytes that are not typed yet', () => {
  expect(buildPlanPoints({ ...plan, bytes: 0 }).map(({ text }) => text)).toEqual(['nodes', 'calendar'])
})

it('names what the card of a plan ends with as the shop does', () => {
  for (const locale of ['en', 'zh'] as const) {
    const { landing } = wordsOf(locale)
    const { card } = locale === 'en' ? en : zh
    expect([card.per.month, card.per.year, card.choose, card.soldOut]).toEqual([
      landing.perMonth,
      landing.perYear,
      landing.choose,
      landing.soldOut,
    ])
  }
})

it.each([0, 5, 990, 123_456, 100_000_000])('writes a price of %i fen as the shop does', fen => {
  expect(renderShopPrice(fen)).toBe(renderAmounts('en', 'Asia/Shanghai').yuan(fen))
})
