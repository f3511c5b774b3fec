import { recordAudit } from '../audit/record-audit.ts'
import type { PlanBody, PlanChange, PlanView } from '../contract/admin/plans.ts'
import type { Instant } from '../contract/primitives.ts'
import { type PlanRow, planEntity } from '../db/entities/plans.ts'
import { lockRows } from '../db/lock-rows.ts'
import { type Database, isDuplicate, type Tx } from '../db/transaction.ts'
import { announce } from '../events/announce.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Clock } from '../kernel/clock.ts'
import { fail, type Outcome, outcomeOf, RolledBack, succeed } from '../kernel/outcome.ts'

interface Deps {
  readonly database: Database
  readonly clock: Clock
}

const viewPlan = (row: PlanRow): PlanView => {
  const validity: PlanView['validity'] = row.validity
  return { ...row, validity, createdAt: row.createdAt as Instant }
}

/** What cannot be sold so; null where it can. */
export function planRefusal(plan: Pick<PlanBody, 'kind' | 'validity' | 'bytes' | 'title'>): string | null {
  if (plan.kind === 'addon' && plan.validity === null) return 'validity_missing'
  if (plan.kind === 'addon' && plan.bytes === null) return 'bytes_missing'
  if (plan.kind !== 'addon' && plan.validity !== null) return 'validity_of_addons_only'
  return plan.title.zh === '' && plan.title.en === '' ? 'title_missing' : null
}

/** Adds a plan. Fails with `name_taken` and `plan_refused` (`why`). */
export function createPlan(deps: Deps, body: PlanBody, actor: Actor): Promise<Outcome<PlanView>> {
  return outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      refuseUnsellable(body)
      const at = deps.clock.now()
      const row = { ...body, ...inBoth(body), createdAt: at, version: 1 }
      const inserted = await orTaken(body.name, () => tx.manager.insert(planEntity, row as object))
      const plan: PlanRow = { ...row, id: Number(inserted.identifiers[0]?.['id']) }
      await tell(tx, { at, actor, action: 'plan.create', before: null, after: plan })
      return viewPlan(plan)
    }),
  )
}

/**
 * Changes what is given of a plan: its stock, which sales lower meanwhile, only where that is. Orders keep what they
 * froze. Fails with `plan_not_found`, `changed_meanwhile`, `name_taken` and
 * `plan_refused` (`why`; its kind cannot change).
 */
export function editPlan(
  deps: Deps,
  edit: PlanChange & { readonly planId: number; readonly version: number },
  actor: Actor,
): Promise<Outcome<PlanView>> {
  const { planId, version, ...change } = edit
  return outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      const [before] = await lockRows(tx, planEntity, [planId])
      if (before === undefined) throw new RolledBack(fail('plan_not_found', { planId }))
      if (before.version !== version) {
        throw new RolledBack(fail('changed_meanwhile', { current: viewPlan(before) }))
      }
      const given = Object.entries(change).filter(([, value]) => value !== undefined)
      const body: PlanRow = { ...before, ...Object.fromEntries(given) }
      if (before.kind !== body.kind) throw new RolledBack(fail('plan_refused', { why: 'kind_changes' }))
      refuseUnsellable(body)
      const after: PlanRow = { ...body, ...inBoth(body), version: version + 1 }
      await orTaken(after.name, () => tx.manager.update(planEntity, { id: planId }, after as object))
      await tell(tx, { at: deps.clock.now(), actor, action: 'plan.edit', before, after })
      return viewPlan(after)
    }),
  )
}

/** A text that was given in one language stands in the other too: nobody is shown a plan without a name. */
function inBoth<T extends Pick<PlanBody, 'title' | 'description'>>({ title, description }: T) {
  const filled = ({ zh, en }: PlanBody['title']) => ({ zh: zh || en, en: en || zh })
  return { title: filled(title), description: filled(description) }
}

function refuseUnsellable(body: Parameters<typeof planRefusal>[0]): void {
  const why = planRefusal(body)
  if (why !== null) throw new RolledBack(fail('plan_refused', { why }))
}

async function orTaken<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (isDuplicate(error)) throw new RolledBack(fail('name_taken', { name }))
    throw error
  }
}

async function tell(
  tx: Tx,
  change: {
    readonly at: Instant
    readonly actor: Actor
    readonly action: string
    readonly before: PlanRow | null
    readonly after: PlanRow
  },
): Promise<void> {
  const { at, actor, action, before, after } = change
  await announce(tx, { at, kind: 'plan.changed', subject: { planId: after.id } })
  await recordAudit(tx, {
    ...{ at, actor, action, subject: `plan:${after.id}` },
    before: before === null ? null : { ...before },
    after: { ...after },
  })
}

/** A page of plans in the order customers see them, those that are not shown last. */
export function listPlans(
  deps: Pick<Deps, 'database'>,
  { limit, after }: { readonly limit: number; readonly after?: string | undefined },
): Promise<{ items: PlanView[]; next: string | null }> {
  return deps.database.inTransaction(async tx => {
    const skip = /^\d{1,9}$/.test(after ?? '') ? Number(after) : 0
    const rows = await tx.manager
      .createQueryBuilder(planEntity, 'plan')
      .orderBy("CASE plan.visibility WHEN 'public' THEN 0 WHEN 'hidden' THEN 1 ELSE 2 END")
      .addOrderBy('plan.position')
      .addOrderBy('plan.id')
      .offset(skip)
      .limit(limit + 1)
      .getMany()
    const items = rows.slice(0, limit).map(viewPlan)
    return { items, next: rows.length > limit ? String(skip + limit) : null }
  })
}

/** Fails with `plan_not_found`. */
export async function readPlan(
  deps: Pick<Deps, 'database'>,
  { planId }: { readonly planId: number },
): Promise<Outcome<PlanView>> {
  const row = await deps.database.inTransaction(tx => tx.manager.findOneBy(planEntity, { id: planId }))
  return row === null ? fail('plan_not_found', { planId }) : succeed(viewPlan(row))
}
