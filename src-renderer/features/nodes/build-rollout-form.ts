import * as z from 'zod'
import type { RolloutChange } from '../../../hub/contract/admin/rollouts.ts'
import { cipher } from '../../../hub/contract/ciphers.ts'
import { parsePorts, parseWhole } from './parse-typed.ts'

/** A roll-out as it is typed; a setting that is not to change keeps what was typed of it. */
export const rolloutForm = z.strictObject({
  nodeIds: z.array(z.number()),
  setsCiphers: z.boolean(),
  ciphers: z.array(cipher),
  setsPorts: z.boolean(),
  portFrom: z.string(),
  portUntil: z.string(),
  setsBlocked: z.boolean(),
  blockedPorts: z.array(z.string()),
  healthyMinutes: z.string(),
  atOnce: z.string(),
  reason: z.string(),
})
export type RolloutForm = z.output<typeof rolloutForm>

export const emptyRollout: RolloutForm = {
  nodeIds: [],
  ...{ setsCiphers: false, ciphers: ['aes-256-gcm', 'chacha20-ietf-poly1305'] },
  ...{ setsPorts: false, portFrom: '10000', portUntil: '29999' },
  ...{ setsBlocked: false, blockedPorts: [] },
  ...{ healthyMinutes: '10', atOnce: '3', reason: '' },
}

export interface RolloutPlan {
  readonly nodeIds: readonly number[]
  readonly change: RolloutChange
  readonly healthyMinutes: number
  readonly atOnce: number
  readonly reason: string
}

export type RolloutFormProblem = 'ciphers' | 'ports' | 'blockedPorts' | 'healthyMinutes' | 'atOnce'

/** What was typed as a roll-out. It can be begun where nothing is wrong, something changes, and it has a node. */
export function readRolloutForm(form: RolloutForm): {
  readonly plan: RolloutPlan
  readonly problems: readonly RolloutFormProblem[]
  readonly isWhole: boolean
} {
  const portFrom = parseWhole(form.portFrom, 1, 65_535)
  const portUntil = parseWhole(form.portUntil, 1, 65_535)
  const blockedPorts = parsePorts(form.blockedPorts)
  const healthyMinutes = parseWhole(form.healthyMinutes, 0, 1_440)
  const atOnce = parseWhole(form.atOnce, 1, 50)
  const isRange = portFrom !== null && portUntil !== null && portFrom <= portUntil
  const wrong: Readonly<Record<RolloutFormProblem, boolean>> = {
    ciphers: form.setsCiphers && form.ciphers.length === 0,
    ports: form.setsPorts && !isRange,
    blockedPorts: form.setsBlocked && blockedPorts === null,
    healthyMinutes: healthyMinutes === null,
    atOnce: atOnce === null,
  }
  const problems = (Object.keys(wrong) as RolloutFormProblem[]).filter(name => wrong[name])
  const change: RolloutChange = {
    ...(form.setsCiphers ? { ciphers: form.ciphers } : {}),
    ...(form.setsPorts && isRange ? { portFrom, portUntil } : {}),
    ...(form.setsBlocked && blockedPorts !== null ? { blockedPorts } : {}),
  }
  return {
    plan: {
      ...{ nodeIds: form.nodeIds, change, reason: form.reason.trim() },
      ...{ healthyMinutes: healthyMinutes ?? 10, atOnce: atOnce ?? 1 },
    },
    problems,
    isWhole: problems.length === 0 && Object.keys(change).length > 0 && form.nodeIds.length > 0,
  }
}

/** The list with one of its nodes a place nearer to the front (`by` -1) or to the end (`by` 1). */
export function moveNode(nodeIds: readonly number[], nodeId: number, by: -1 | 1): number[] {
  const from = nodeIds.indexOf(nodeId)
  const other = nodeIds[from + by]
  if (from < 0 || other === undefined) return [...nodeIds]
  return nodeIds.map(id => (id === nodeId ? other : id === other ? nodeId : id))
}
