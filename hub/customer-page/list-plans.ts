import { type PlanRow, planEntity } from '../db/entities/plans.ts'
import type { Database } from '../db/transaction.ts'

/** Plans that everybody may buy, in their order. */
export function listPlans(deps: { readonly database: Database }): Promise<PlanRow[]> {
  return deps.database.inTransaction(tx =>
    tx.manager.find(planEntity, { where: { visibility: 'public' }, order: { position: 'ASC', id: 'ASC' } }),
  )
}

/** A plan that may be bought by whoever knows it: public or hidden. */
export async function findPlan(
  deps: { readonly database: Database },
  planId: number,
): Promise<PlanRow | null> {
  const plan = await deps.database.inTransaction(tx => tx.manager.findOneBy(planEntity, { id: planId }))
  return plan === null || plan.visibility === 'retired' ? null : plan
}
