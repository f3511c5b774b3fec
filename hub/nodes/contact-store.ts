import type { Instant } from '../contract/primitives.ts'
import { type NodeContactRow, nodeContactEntity } from '../db/entities/nodes.ts'
import { type Database, isDuplicate, type Tx } from '../db/transaction.ts'
import { keepSample } from './node-samples.ts'
import type { Sample } from './sample-rule.ts'

/** How a visit to a node went. */
export type Contact =
  | {
      readonly ok: true
      readonly at: Instant
      readonly skewMs: number
      /** Bits a second; null where too little time has passed to tell: what was told before stands. */
      readonly rates: { readonly upload: number; readonly download: number } | null
    }
  | { readonly ok: false; readonly at: Instant; readonly error: string; readonly nextTryAt: Instant }

const never = (nodeId: number): NodeContactRow => ({
  nodeId,
  lastOkAt: null,
  failures: 0,
  failingSince: null,
  answeringSince: null,
  nextTryAt: 0,
  lastError: '',
  skewMs: 0,
  uploadRate: null,
  downloadRate: null,
  health: null,
  healthAt: null,
})

async function change(tx: Tx, nodeId: number, next: (row: NodeContactRow) => NodeContactRow) {
  const row = await tx.manager.findOne(nodeContactEntity, { where: { nodeId } })
  if (row !== null) {
    await tx.manager.update(nodeContactEntity, { nodeId }, next(row))
    return
  }
  const first = never(nodeId)
  await tx.manager.insert(nodeContactEntity, next(first)).catch((error: unknown) => {
    // Another hub wrote the first contact meanwhile: it is as good as ours.
    if (!isDuplicate(error)) throw error
  })
}

/** Writes how a visit went: since when the node answers, or fails, and why. */
export function recordContact(database: Database, nodeId: number, contact: Contact): Promise<void> {
  return database.inTransaction(tx =>
    change(tx, nodeId, row =>
      contact.ok
        ? {
            ...row,
            lastOkAt: contact.at,
            failures: 0,
            failingSince: null,
            answeringSince: row.answeringSince ?? contact.at,
            nextTryAt: 0,
            skewMs: contact.skewMs,
            ...(contact.rates && { uploadRate: contact.rates.upload, downloadRate: contact.rates.download }),
          }
        : {
            ...row,
            failures: row.failures + 1,
            failingSince: row.failingSince ?? contact.at,
            answeringSince: null,
            uploadRate: null,
            downloadRate: null,
            nextTryAt: contact.nextTryAt,
            lastError: contact.error.slice(0, 2_000),
          },
    ),
  )
}

/** Keeps the node's last word about itself, and a sample of how it fares. */
export function recordHealth(database: Database, health: object, sample: Sample, at: Instant): Promise<void> {
  return database.inTransaction(async tx => {
    await change(tx, sample.nodeId, row => ({ ...row, health, healthAt: at }))
    await keepSample(tx, sample)
  })
}
