import { EntitySchema } from 'typeorm'
import { bigint, int } from '../columns.ts'

interface Amounts {
  upload: number
  download: number
  charged: number
}

const key = () => int({ primary: true })
const amounts = () => ({ upload: bigint(), download: bigint(), charged: bigint() })

/**
 * Sums over users that roll-up keeps beside the ledger, so that no question about a period adds up users.
 * `slot` is the quarter hour in which the ledger's rows begin; `day` is yyyymmdd and `month` yyyymm in the operator's
 * calendar. Hours go with the ledger's hours; the others are kept for ever.
 */
export interface NodeHourRow extends Amounts {
  slot: number
  nodeId: number
}

export const nodeHourEntity = new EntitySchema<NodeHourRow>({
  name: 'NodeHour',
  tableName: 'node_hours',
  columns: { slot: key(), nodeId: key(), ...amounts() },
})

export interface NodeDayRow extends Amounts {
  day: number
  nodeId: number
}

export const nodeDayEntity = new EntitySchema<NodeDayRow>({
  name: 'NodeDay',
  tableName: 'node_days',
  columns: { day: key(), nodeId: key(), ...amounts() },
})

/** By the plan that its user had bought last and whose term it was; plan 0: none. */
export interface PlanHourRow extends Amounts {
  slot: number
  planId: number
  nodeId: number
}

export const planHourEntity = new EntitySchema<PlanHourRow>({
  name: 'PlanHour',
  tableName: 'plan_hours',
  columns: { slot: key(), planId: key(), nodeId: key(), ...amounts() },
})

export interface PlanDayRow extends Amounts {
  day: number
  planId: number
  nodeId: number
}

export const planDayEntity = new EntitySchema<PlanDayRow>({
  name: 'PlanDay',
  tableName: 'plan_days',
  columns: { day: key(), planId: key(), nodeId: key(), ...amounts() },
})

export interface UserMonthRow extends Amounts {
  month: number
  userId: number
  nodeId: number
}

export const userMonthEntity = new EntitySchema<UserMonthRow>({
  name: 'UserMonth',
  tableName: 'user_months',
  columns: { month: key(), userId: key(), nodeId: key(), ...amounts() },
})
