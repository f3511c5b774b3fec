import { describe, expect, it } from 'vitest'
import type { NodeRate } from '../../../../../hub/contract/admin/node-views.ts'
import type { PlanView } from '../../../../../hub/contract/admin/plans.ts'
import type { Instant } from '../../../../../hub/contract/primitives.ts'
import {
  buildRateEffects,
  buildRateSpans,
  nextSlot,
} from '../../../../../src-renderer/features/nodes/build-rate.ts'

function aPlan(changed: Partial<PlanView>): PlanView {
  const names = { name: 'p', title: { zh: '月付', en: 'Monthly' }, description: { zh: '', en: '' } }
  const terms = {
    kind: 'month',
    price: 2_000,
    bytes: 100e9,
    validity: null,
    cyclePolicy: 'calendar',
  } as const
  const selling = { nodeCount: 2, regions: [], mostPerOrder: 12, stock: null, position: 0 }
  const kept = { id: 1, visibility: 'public', createdAt: 0 as Instant, version: 1 } as const
  return { ...names, ...terms, ...selling, ...kept, ...changed }
}

describe('what a rate makes of plans', () => {
  it('says how much passes and what a GB costs', () => {
    expect(buildRateEffects([aPlan({})], 2_000)).toMatchObject([{ passes: 50e9, pricePerGb: 40 }])
    expect(buildRateEffects([aPlan({})], 500)).toMatchObject([{ passes: 200e9, pricePerGb: 10 }])
  })

  it('counts the twelve cycles of a year', () => {
    const year = aPlan({ kind: 'year', price: 12_000 })
    expect(buildRateEffects([year], 1_000)).toMatchObject([{ passes: 100e9, pricePerGb: 10 }])
  })

  it('knows of no cost where nothing is charged', () => {
    expect(buildRateEffects([aPlan({})], 0)).toMatchObject([{ passes: null, pricePerGb: null }])
  })

  it('leaves out plans without a limit and those not on sale', () => {
    expect(buildRateEffects([aPlan({ bytes: null }), aPlan({ visibility: 'retired' })], 1_000)).toEqual([])
  })
})

describe('the rates of a node', () => {
  it('tells the one in force from those before and those to come, newest first', () => {
    const rates = [100, 200, 300].map(from => ({ from, rate: from }) as NodeRate)
    expect(buildRateSpans(rates, 250).map(({ rate, when }) => [rate, when])).toEqual([
      [300, 'to_come'],
      [200, 'now'],
      [100, 'past'],
    ])
  })

  it('begins with a quarter hour at the earliest', () => {
    expect(nextSlot(0)).toBe(900_000)
    expect(nextSlot(900_001)).toBe(1_800_000)
  })
})
