import { EntitySchema } from 'typeorm'
import type { LocalText } from '../../contract/customer/quote.ts'
import { bigint, generatedId, int, json, text } from '../columns.ts'

/** What is sold. Orders freeze what they need of it, so it may be edited at any time. */
export interface PlanRow {
  id: number
  /** For operators; unique. */
  name: string
  title: LocalText
  description: LocalText
  /** `month`: so many months as are ordered; `year`: 12 monthly cycles; `addon`: bytes on top of a plan. */
  kind: 'month' | 'year' | 'addon'
  /** Fen for one month, one year or one add-on. */
  price: number
  /** Per cycle, of an add-on in all; null: unlimited. */
  bytes: number | null
  /** How long an add-on's bytes are good for; null on other kinds. */
  validity: { kind: 'until_used' | 'this_cycle' | 'plan' } | { kind: 'days'; days: number } | null
  nodeCount: number
  /** Empty: any. */
  regions: string[]
  cyclePolicy: 'calendar' | 'anniversary'
  /** Greatest quantity of one order. */
  mostPerOrder: number
  /** What is left; taken by a pending order and given back when it closes. Null: endless. */
  stock: number | null
  /** `hidden`: only with its link or a code; `retired`: sold no more. */
  visibility: 'public' | 'hidden' | 'retired'
  position: number
  createdAt: number
  version: number
}

export const planEntity = new EntitySchema<PlanRow>({
  name: 'Plan',
  tableName: 'plans',
  columns: {
    id: generatedId(),
    name: text(64),
    title: json(),
    description: json(),
    kind: text(16),
    price: bigint(),
    bytes: bigint({ nullable: true }),
    validity: json({ nullable: true }),
    nodeCount: int(),
    regions: json(),
    cyclePolicy: text(16),
    mostPerOrder: int(),
    stock: int({ nullable: true }),
    visibility: text(16),
    position: int(),
    createdAt: bigint(),
    version: int(),
  },
  checks: [{ name: 'ck_plans_stock', expression: 'stock IS NULL OR stock >= 0' }],
  uniques: [{ name: 'uq_plans_name', columns: ['name'] }],
})
