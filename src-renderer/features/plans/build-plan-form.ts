import * as z from 'zod'
import type { PlanBody, PlanView } from '../../../hub/contract/admin/plans.ts'
import { parseMoney } from '../../lib/format-money.ts'
import { parseGigabytes } from '../../lib/parse-number.ts'

export const planKinds = ['month', 'year', 'addon'] as const
export const validities = ['until_used', 'this_cycle', 'plan', 'days'] as const
export const visibilities = ['public', 'hidden', 'retired'] as const
export const cyclePolicies = ['calendar', 'anniversary'] as const

/** A plan as it is typed: amounts as text, so that half a number is no wrong one. */
export const planForm = z.strictObject({
  name: z.string(),
  titleZh: z.string(),
  titleEn: z.string(),
  descriptionZh: z.string(),
  descriptionEn: z.string(),
  kind: z.enum(planKinds),
  /** Yuan. */
  price: z.string(),
  isUnlimited: z.boolean(),
  gigabytes: z.string(),
  validity: z.enum(validities),
  days: z.string(),
  nodeCount: z.string(),
  regions: z.array(z.string()),
  cyclePolicy: z.enum(cyclePolicies),
  mostPerOrder: z.string(),
  /** Empty: endless. */
  stock: z.string(),
  visibility: z.enum(visibilities),
  position: z.string(),
})
export type PlanForm = z.output<typeof planForm>

export const emptyPlan: PlanForm = {
  ...{ name: '', titleZh: '', titleEn: '', descriptionZh: '', descriptionEn: '' },
  ...{ kind: 'month', price: '', isUnlimited: false, gigabytes: '', validity: 'until_used', days: '30' },
  ...{ nodeCount: '2', regions: [], cyclePolicy: 'calendar', mostPerOrder: '12', stock: '' },
  ...{ visibility: 'hidden', position: '0' },
}

const gigabyte = 1_000_000_000
const mostPrice = 100_000_000
const mostBytes = 2 ** 43

export function buildPlanForm(plan: PlanView): PlanForm {
  const { title, description, bytes, validity } = plan
  return {
    ...{ name: plan.name, titleZh: title.zh, titleEn: title.en },
    ...{ descriptionZh: description.zh, descriptionEn: description.en },
    ...{ kind: plan.kind, price: (plan.price / 100).toFixed(2) },
    ...{ isUnlimited: bytes === null, gigabytes: bytes === null ? '' : String(bytes / gigabyte) },
    ...{
      validity: validity?.kind ?? 'until_used',
      days: validity?.kind === 'days' ? String(validity.days) : '30',
    },
    ...{ nodeCount: String(plan.nodeCount), regions: plan.regions, cyclePolicy: plan.cyclePolicy },
    ...{ mostPerOrder: String(plan.mostPerOrder), stock: plan.stock === null ? '' : String(plan.stock) },
    ...{ visibility: plan.visibility, position: String(plan.position) },
  }
}

export type PlanProblem = 'missing' | 'price' | 'bytes' | 'whole'
export type PlanProblems = Partial<Readonly<Record<keyof PlanForm, PlanProblem>>>

function wholeIn(text: string, least: number, most: number): number | null {
  if (!/^-?\d{1,10}$/.test(text.trim())) return null
  const value = Number(text)
  return value >= least && value <= most ? value : null
}

/** What was typed as a plan; `problems` where it is none yet. */
export function readPlanForm(form: PlanForm): { readonly body: PlanBody; readonly problems: PlanProblems } {
  const fen = parseMoney(form.price)
  const price = fen !== null && fen <= mostPrice ? fen : null
  const isAddon = form.kind === 'addon'
  const isEndless = form.isUnlimited && !isAddon
  const bytes = parseGigabytes(form.gigabytes, mostBytes)
  const days = wholeIn(form.days, 1, 3_660)
  const nodeCount = wholeIn(form.nodeCount, 1, 32)
  const mostPerOrder = wholeIn(form.mostPerOrder, 1, 60)
  const stock = form.stock.trim() === '' ? null : wholeIn(form.stock, 0, 1_000_000_000)
  const position = wholeIn(form.position, -1_000_000_000, 1_000_000_000)
  const isStockWrong = form.stock.trim() !== '' && stock === null
  const validity: PlanBody['validity'] = !isAddon
    ? null
    : form.validity === 'days'
      ? { kind: 'days', days: days ?? 1 }
      : { kind: form.validity }
  const problems: PlanProblems = {
    ...(form.name.trim() === '' ? { name: 'missing' } : {}),
    ...(form.titleZh.trim() === '' && form.titleEn.trim() === '' ? { titleZh: 'missing' } : {}),
    ...(price === null ? { price: 'price' } : {}),
    ...(isEndless || bytes !== null ? {} : { gigabytes: 'bytes' }),
    ...(isAddon && form.validity === 'days' && days === null ? { days: 'whole' } : {}),
    ...(nodeCount === null ? { nodeCount: 'whole' } : {}),
    ...(mostPerOrder === null ? { mostPerOrder: 'whole' } : {}),
    ...(isStockWrong ? { stock: 'whole' } : {}),
    ...(position === null ? { position: 'whole' } : {}),
  }
  const body: PlanBody = {
    name: form.name.trim(),
    title: { zh: form.titleZh.trim(), en: form.titleEn.trim() },
    description: { zh: form.descriptionZh.trim(), en: form.descriptionEn.trim() },
    ...{ kind: form.kind, price: price ?? 0, bytes: isEndless ? null : (bytes ?? 0), validity },
    ...{ nodeCount: nodeCount ?? 1, regions: form.regions, cyclePolicy: form.cyclePolicy },
    ...{ mostPerOrder: mostPerOrder ?? 1, stock, visibility: form.visibility, position: position ?? 0 },
  }
  return { body, problems }
}

const fieldsOf = {
  ...{ name: 'name', titleZh: 'title', price: 'price', gigabytes: 'bytes', days: 'validity' },
  ...{ nodeCount: 'nodeCount', mostPerOrder: 'mostPerOrder', position: 'position' },
} as const satisfies Partial<Record<keyof PlanForm, PlanField>>

/** What is still empty and has to be filled in. */
export function emptyFields(form: PlanForm, problems: PlanProblems): readonly PlanField[] {
  return Object.entries(fieldsOf).flatMap(([typed, field]) => {
    const key = typed as keyof typeof fieldsOf
    return problems[key] !== undefined && form[key].trim() === '' ? [field] : []
  })
}

const editable = [
  'name',
  'title',
  'description',
  'price',
  'bytes',
  'validity',
  'nodeCount',
  'regions',
  'cyclePolicy',
  'mostPerOrder',
  'stock',
  'visibility',
  'position',
] as const satisfies readonly (keyof PlanBody)[]
export type PlanField = (typeof editable)[number]

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)

/** The fields in which two plans differ. */
export function differingFields(
  one: Pick<PlanBody, PlanField>,
  other: Pick<PlanBody, PlanField>,
): readonly PlanField[] {
  return editable.filter(field => !isSame(one[field], other[field]))
}

/** Only what was changed: an edit undoes nothing that it does not name, stock that was sold meanwhile above all. */
export function buildPlanChange(before: PlanView, after: PlanBody): Partial<Pick<PlanBody, PlanField>> {
  return Object.fromEntries(differingFields(before, after).map(field => [field, after[field]]))
}
