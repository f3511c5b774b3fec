import { createBatch, exportBatch } from '../../hub/codes/code-batches.ts'
import type { CodeBatchRow } from '../../hub/db/entities/codes.ts'
import { operator, succeeded } from './people-and-nodes.ts'
import type { Shop } from './shop.ts'

let made = 0

/** A code of a batch of its own, 100 fen off and without limits where nothing else is said. */
export async function makeCode(
  shop: Pick<Shop, 'shop'>,
  wanted: Partial<CodeBatchRow> = {},
): Promise<string> {
  made += 1
  const batch = succeeded(
    await createBatch(
      shop.shop,
      {
        ...{ name: `batch ${made}`, effect: { kind: 'discount', fen: 100 }, planIds: [], note: '' },
        ...{ validUntil: null, usesPerCode: null, usesPerUser: null, activity: '', firstOrderOnly: false },
        ...wanted,
        amount: 1,
      },
      operator,
    ),
  )
  const { csv } = succeeded(await exportBatch(shop.shop, { batchId: batch.id }))
  return csv.split('\r\n')[1]?.split(',')[0] ?? ''
}
