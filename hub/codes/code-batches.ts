import { recordAudit } from '../audit/record-audit.ts'
import type { CodeBatchView, CodeUseView, CodeView } from '../contract/admin/codes.ts'
import type { Instant } from '../contract/primitives.ts'
import { type CodeBatchRow, type CodeRow, codeBatchEntity, codeEntity } from '../db/entities/codes.ts'
import { planEntity } from '../db/entities/plans.ts'
import { inBatches, integerIn, marks, textIn, textOrNullIn } from '../db/raw-row.ts'
import { type Database, isDuplicate, rowsOf, type Tx } from '../db/transaction.ts'
import { type Actor, actorText } from '../kernel/actor.ts'
import type { Clock } from '../kernel/clock.ts'
import { codeText, normalCode, readableCode } from '../kernel/code-text-rule.ts'
import { fail, type Outcome, outcomeOf, RolledBack, succeed } from '../kernel/outcome.ts'
import { renderCsv } from '../kernel/render-csv.ts'
import type { RandomBytes } from '../users/ports.ts'

interface Deps {
  readonly database: Database
  readonly clock: Clock
  readonly random: RandomBytes
}

type Terms = Omit<CodeBatchRow, 'id' | 'createdBy' | 'createdAt' | 'disabledAt' | 'validFrom'>

/**
 * Makes a batch with its codes. Fails with `name_taken`, `code_taken`, `plan_not_found`, and `bad_request` where a
 * text is given for more than one code.
 */
export function createBatch(
  deps: Deps,
  wanted: Terms & {
    readonly validFrom?: number | undefined
    readonly amount: number
    readonly text?: string | undefined
  },
  actor: Actor,
): Promise<Outcome<CodeBatchView>> {
  const { amount, text, validFrom, ...terms } = wanted
  if (text !== undefined && amount !== 1) return Promise.resolve(fail('bad_request', { what: 'text' }))
  return outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      const at = deps.clock.now()
      await refuseUnknownPlans(tx, terms)
      const row = {
        ...terms,
        validFrom: validFrom ?? at,
        ...{ createdBy: actorText(actor).slice(0, 64), createdAt: at, disabledAt: null },
      }
      const inserted = await orFail('name_taken', { name: terms.name }, () =>
        tx.manager.insert(codeBatchEntity, row as object),
      )
      const id = Number(inserted.identifiers[0]?.['id'])
      const texts =
        text === undefined
          ? // 80 random bits: nobody guesses one.
            Array.from({ length: amount }, () => codeText(deps.random(16)))
          : [normalCode(text)]
      for (const part of inBatches(texts, 1_000)) {
        await orFail('code_taken', { text: text ?? '' }, () =>
          tx.query(
            `INSERT INTO codes (batchId, code, used, mostUses, disabledAt) VALUES
             ${part.map(() => `(${marks(5)})`).join(', ')}`,
            part.flatMap(code => [id, code, 0, terms.usesPerCode, null]),
          ),
        )
      }
      const after = { ...row, amount }
      await recordAudit(tx, { at, actor, action: 'code.create', subject: `batch:${id}`, before: null, after })
      return viewBatch(tx, { ...row, id })
    }),
  )
}

async function refuseUnknownPlans(tx: Tx, { planIds, effect }: Terms): Promise<void> {
  const named = effect.kind === 'activation' && 'planId' in effect ? [...planIds, effect.planId] : planIds
  for (const planId of named) {
    const isKnown = await tx.manager.existsBy(planEntity, { id: planId })
    if (!isKnown) throw new RolledBack(fail('plan_not_found', { planId }))
  }
}

async function orFail<T>(
  code: 'name_taken' | 'code_taken',
  facts: Readonly<Record<string, unknown>>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (isDuplicate(error)) throw new RolledBack(fail(code, facts))
    throw error
  }
}

async function viewBatch(tx: Tx, row: CodeBatchRow): Promise<CodeBatchView> {
  const [sums] = rowsOf(
    await tx.query('SELECT COUNT(*) AS codes, COALESCE(SUM(used), 0) AS used FROM codes WHERE batchId = ?', [
      row.id,
    ]),
  )
  return {
    ...row,
    validFrom: row.validFrom as Instant,
    validUntil: row.validUntil as Instant | null,
    createdAt: row.createdAt as Instant,
    disabledAt: row.disabledAt as Instant | null,
    codes: sums === undefined ? 0 : integerIn(sums, 'codes'),
    used: sums === undefined ? 0 : integerIn(sums, 'used'),
  }
}

/** A code as operators see it. */
export const viewCode = (row: CodeRow): CodeView => ({
  ...row,
  code: readableCode(row.code),
  disabledAt: row.disabledAt as Instant | null,
})

interface Page {
  readonly limit: number
  readonly after?: string | undefined
}

const cursor = (after: string | undefined, fallback: number): number =>
  /^\d{1,15}$/.test(after ?? '') ? Number(after) : fallback

/** A page of batches, newest first. */
export function listBatches(
  deps: Pick<Deps, 'database'>,
  { limit, after }: Page,
): Promise<{ items: CodeBatchView[]; next: string | null }> {
  return deps.database.inTransaction(async tx => {
    const rows = await tx.manager
      .createQueryBuilder(codeBatchEntity, 'batch')
      .where('batch.id < :before', { before: cursor(after, Number.MAX_SAFE_INTEGER) })
      .orderBy('batch.id', 'DESC')
      .take(limit + 1)
      .getMany()
    const page = rows.slice(0, limit)
    const items: CodeBatchView[] = []
    for (const row of page) items.push(await viewBatch(tx, row))
    return { items, next: rows.length > limit ? String(page.at(-1)?.id) : null }
  })
}

/** One batch. Fails with `code_not_found`. */
export function readBatch(
  deps: Pick<Deps, 'database'>,
  { batchId }: { readonly batchId: number },
): Promise<Outcome<CodeBatchView>> {
  return withBatch(deps, batchId, viewBatch)
}

/** A page of a batch's codes. Fails with `code_not_found`. */
export function listCodes(
  deps: Pick<Deps, 'database'>,
  { batchId, limit, after }: Page & { readonly batchId: number },
): Promise<Outcome<{ items: CodeView[]; next: string | null }>> {
  return withBatch(deps, batchId, async tx => {
    const rows = await tx.manager
      .createQueryBuilder(codeEntity, 'code')
      .where('code.batchId = :batchId AND code.id > :from', { batchId, from: cursor(after, 0) })
      .orderBy('code.id')
      .take(limit + 1)
      .getMany()
    const page = rows.slice(0, limit)
    return { items: page.map(viewCode), next: rows.length > limit ? String(page.at(-1)?.id) : null }
  })
}

/** A page of who used codes of a batch, newest first. Fails with `code_not_found`. */
export function listUses(
  deps: Pick<Deps, 'database'>,
  { batchId, limit, after }: Page & { readonly batchId: number },
): Promise<Outcome<{ items: CodeUseView[]; next: string | null }>> {
  return withBatch(deps, batchId, async tx => {
    const rows = rowsOf(
      await tx.query(
        `SELECT u.id, c.code, u.userId, who.email, u.orderId, o.number, u.state, u.at FROM code_uses u
         JOIN codes c ON c.id = u.codeId JOIN orders o ON o.id = u.orderId JOIN users who ON who.id = u.userId
         WHERE u.batchId = ? AND u.id < ? ORDER BY u.id DESC LIMIT ${limit + 1}`,
        [batchId, cursor(after, Number.MAX_SAFE_INTEGER)],
      ),
    )
    const items = rows.slice(0, limit).map(row => ({
      id: integerIn(row, 'id'),
      code: readableCode(textIn(row, 'code')),
      userId: integerIn(row, 'userId'),
      email: textOrNullIn(row, 'email'),
      orderId: integerIn(row, 'orderId'),
      orderNumber: textIn(row, 'number'),
      state: textIn(row, 'state') as CodeUseView['state'],
      at: integerIn(row, 'at') as Instant,
    }))
    return { items, next: rows.length > limit ? String(items.at(-1)?.id) : null }
  })
}

/** All codes of a batch as CSV. Fails with `code_not_found`. */
export function exportBatch(
  deps: Pick<Deps, 'database'>,
  { batchId }: { readonly batchId: number },
): Promise<Outcome<{ name: string; csv: string }>> {
  return withBatch(deps, batchId, async (tx, batch) => {
    const codes = await tx.manager.find(codeEntity, { where: { batchId }, order: { id: 'ASC' } })
    const rows = codes.map(code => [
      ...[readableCode(code.code), batch.name, code.used, code.mostUses],
      code.disabledAt === null ? 'yes' : 'no',
    ])
    return {
      name: `codes-${batch.id}.csv`,
      csv: renderCsv(['code', 'batch', 'used', 'most uses', 'enabled'], rows),
    }
  })
}

function withBatch<T>(
  deps: Pick<Deps, 'database'>,
  batchId: number,
  work: (tx: Tx, batch: CodeBatchRow) => Promise<T>,
): Promise<Outcome<T>> {
  return deps.database.inTransaction(async tx => {
    const batch = await tx.manager.findOneBy(codeBatchEntity, { id: batchId })
    return batch === null ? fail('code_not_found', { batchId }) : succeed(await work(tx, batch))
  })
}

/** Takes a batch out of use, or puts it back; orders that hold a code keep it. Fails with `code_not_found`. */
export function toggleBatch(
  deps: Pick<Deps, 'database' | 'clock'>,
  { batchId, enabled }: { readonly batchId: number; readonly enabled: boolean },
  actor: Actor,
): Promise<Outcome<CodeBatchView>> {
  return withBatch(deps, batchId, async (tx, batch) => {
    const at = deps.clock.now()
    const disabledAt = enabled ? null : (batch.disabledAt ?? at)
    await tx.manager.update(codeBatchEntity, { id: batchId }, { disabledAt })
    const change = { before: { disabledAt: batch.disabledAt }, after: { disabledAt } }
    await recordAudit(tx, { at, actor, action: 'code.toggle-batch', subject: `batch:${batchId}`, ...change })
    return viewBatch(tx, { ...batch, disabledAt })
  })
}

/** The same of one code. */
export function toggleCode(
  deps: Pick<Deps, 'database' | 'clock'>,
  { codeId, enabled }: { readonly codeId: number; readonly enabled: boolean },
  actor: Actor,
): Promise<Outcome<CodeView>> {
  return deps.database.inTransaction(async tx => {
    const code = await tx.manager.findOneBy(codeEntity, { id: codeId })
    if (code === null) return fail('code_not_found', { codeId })
    const at = deps.clock.now()
    const disabledAt = enabled ? null : (code.disabledAt ?? at)
    await tx.manager.update(codeEntity, { id: codeId }, { disabledAt })
    const change = { before: { disabledAt: code.disabledAt }, after: { disabledAt } }
    await recordAudit(tx, { at, actor, action: 'code.toggle', subject: `code:${codeId}`, ...change })
    return succeed(viewCode({ ...code, disabledAt }))
  })
}
