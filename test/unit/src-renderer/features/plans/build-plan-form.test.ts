import { describe, expect, it } from 'vitest'
import { type PlanView, planEndpoints } from '../../../../../hub/contract/admin/plans.ts'
import {
  buildPlanChange,
  buildPlanForm,
  differingFields,
  emptyFields,
  emptyPlan,
  readPlanForm,
} from '../../../../../src-renderer/features/plans/build-plan-form.ts'

const [, , createPlan] = planEndpoints

const plan = (over: Partial<PlanView> = {}): PlanView =>
  ({
    ...{ id: 1, name: 'plus', title: { zh: '进阶', en: 'Plus' }, description: { zh: '', en: '' } },
    ...{
      kind: 'month',
      price: 3_500,
      bytes: 200_500_000_000,
      validity: null,
      nodeCount: 3,
      regions: ['asia'],
    },
    ...{
      cyclePolicy: 'calendar',
      mostPerOrder: 12,
      stock: null,
      visibility: 'public',
      position: 2,
      version: 4,
    },
    ...over,
  }) as PlanView

describe('a plan as it is typed', () => {
  it.each([
    plan(),
    plan({ bytes: null, stock: 0, regions: [] }),
    plan({ kind: 'addon', validity: { kind: 'days', days: 45 }, stock: 37 }),
    plan({ kind: 'addon', validity: { kind: 'this_cycle' }, price: 1 }),
    plan({ kind: 'year', cyclePolicy: 'anniversary', position: -3 }),
  ])('reads back what it was made of', one => {
    const { body, problems } = readPlanForm(buildPlanForm(one))
    expect(problems).toEqual({})
    expect(differingFields(one, body)).toEqual([])
    expect(buildPlanChange(one, body)).toEqual({})
  })

  it('sends only what was changed, so that stock that was sold meanwhile stays sold', () => {
    const form = { ...buildPlanForm(plan({ stock: 10 })), price: '38', titleEn: 'Plus, better' }
    expect(buildPlanChange(plan({ stock: 10 }), readPlanForm(form).body)).toEqual({
      price: 3_800,
      title: { zh: '进阶', en: 'Plus, better' },
    })
  })

  it('says what is missing or no number', () => {
    expect(readPlanForm(emptyPlan).problems).toEqual({
      ...{ name: 'missing', titleZh: 'missing', price: 'price', gigabytes: 'bytes' },
    })
    const typed = buildPlanForm(plan())
    const wrong = { ...typed, price: '1,2,x', gigabytes: '0', nodeCount: '33', stock: '-1', position: '1.5' }
    expect(readPlanForm(wrong).problems).toEqual({
      ...{ price: 'price', gigabytes: 'bytes', nodeCount: 'whole', stock: 'whole', position: 'whole' },
    })
    const days = { ...typed, kind: 'addon' as const, validity: 'days' as const, days: '0' }
    expect(readPlanForm(days).problems).toEqual({ days: 'whole' })
  })

  it('lets no add-on be endless', () => {
    const form = { ...buildPlanForm(plan({ bytes: null })), kind: 'addon' as const }
    expect(readPlanForm(form).problems).toEqual({ gigabytes: 'bytes' })
  })

  it('takes as much as the contract takes, and no more', () => {
    const typed = buildPlanForm(plan())
    const most = readPlanForm({ ...typed, price: '1000000', gigabytes: '8796' })
    expect(most.problems).toEqual({})
    expect(createPlan.body.safeParse(most.body).success).toBe(true)
    const more = { ...most.body, price: 100_000_001, bytes: 8_797_000_000_000 }
    const refused = createPlan.body.safeParse(more).error?.issues.map(({ path }) => path[0])
    expect(refused).toEqual(['price', 'bytes'])
    const { problems } = readPlanForm({ ...typed, price: '1000000.01', gigabytes: '8797' })
    expect(problems).toEqual({ price: 'price', gigabytes: 'bytes' })
  })

  it('names what is still empty, but not what is wrong', () => {
    const form = { ...emptyPlan, titleEn: 'Plus', price: 'x', gigabytes: ' ' }
    expect(emptyFields(form, readPlanForm(form).problems)).toEqual(['name', 'bytes'])
    const full = buildPlanForm(plan())
    expect(emptyFields(full, readPlanForm(full).problems)).toEqual([])
  })
})
