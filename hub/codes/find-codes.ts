import { In } from 'typeorm'
import type { CodeView } from '../contract/admin/codes.ts'
import { codeBatchEntity, codeEntity } from '../db/entities/codes.ts'
import type { Database } from '../db/transaction.ts'
import { normalCode } from '../kernel/code-text-rule.ts'
import { viewCode } from './code-batches.ts'

const most = 20

/** Codes that begin with a text, whichever batch they are of: what a customer reads out leads to it. */
export function findCodes(
  deps: { readonly database: Database },
  { text }: { readonly text: string },
): Promise<{ items: (CodeView & { batchName: string })[] }> {
  return deps.database.inTransaction(async tx => {
    const begins = normalCode(text)
    // Letters and digits alone: nothing in it means anything to GLOB or LIKE.
    if (!/^[0-9A-Z]{3,32}$/.test(begins)) return { items: [] }
    const isSqlite = tx.engine === 'sqlite'
    const codes = await tx.manager
      .createQueryBuilder(codeEntity, 'code')
      .where(`code.code ${isSqlite ? 'GLOB' : 'LIKE'} :like`, { like: `${begins}${isSqlite ? '*' : '%'}` })
      .orderBy('code.code')
      .limit(most)
      .getMany()
    const batches = await tx.manager.find(codeBatchEntity, {
      where: { id: In([...new Set(codes.map(({ batchId }) => batchId))]) },
      select: { id: true, name: true },
    })
    const nameOf = new Map(batches.map(({ id, name }) => [id, name]))
    return { items: codes.map(code => ({ ...viewCode(code), batchName: nameOf.get(code.batchId) ?? '' })) }
  })
}
