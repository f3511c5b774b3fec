import { randomBytes } from 'node:crypto'
import { runBulk, undoBulk } from '../../hub/bulk/begin-bulk.ts'
import { previewBulk } from '../../hub/bulk/preview-bulk.ts'
import { createBulkWork, type StepDeps } from '../../hub/bulk/step-bulk.ts'
import { listBulkItems, readBulk } from '../../hub/bulk/view-bulk.ts'
import { bulkEndpoints } from '../../hub/contract/admin/bulk.ts'
import type { BulkAction, BulkSelection } from '../../hub/contract/admin/bulk-views.ts'
import { integerIn } from '../../hub/db/raw-row.ts'
import { applyGateInTx } from '../../hub/gate/apply-gate.ts'
import { createMailQueue } from '../../hub/mail/queue-mail.ts'
import { meterEntry } from '../../hub/metering/meter-store.ts'
import { assignNodes } from '../../hub/nodes/assign-nodes.ts'
import { createVault } from '../../hub/secrets/vault.ts'
import type { TestEngine } from './engines.ts'
import { openSeeded } from './open-seeded.ts'
import { succeeded } from './people-and-nodes.ts'

export const lin = { kind: 'operator', id: 2, name: 'Lin', role: 'admin' } as const
const quiet = { error: () => undefined }
const answerOf = (name: string) => {
  const endpoint = bulkEndpoints.find(one => one.name === name)
  if (endpoint === undefined) throw new Error(name)
  return endpoint.answer
}

/** Bulk actions on a seeded database, with the real gate, grants, nodes and outbox. */
export async function openBulkWorld(engine: TestEngine) {
  const seeded = await openSeeded(engine)
  const { database, clock, timeZone } = seeded.deps
  const deps: StepDeps = {
    ...seeded.deps,
    applyGate: (tx, userIds, now, cause, settle) =>
      applyGateInTx(tx, { now, timeZone }, userIds, cause, settle),
    assignNodes: (tx, userIds, at) =>
      assignNodes(tx, userIds, at, {
        chargedSoFar: async (within, nodeId, port) => (await meterEntry(within, nodeId, port)).charged,
      }),
    ...createMailQueue({ vault: createVault(randomBytes(32)) }),
  }
  return {
    ...seeded,
    deps,
    clock,
    /** Ids of users, ascending. */
    async ids(where: string): Promise<number[]> {
      return (await seeded.rows(`SELECT id FROM users WHERE ${where} ORDER BY id`)).map(row =>
        integerIn(row, 'id'),
      )
    },
    async ends(userIds: readonly number[]): Promise<(number | null)[]> {
      const rows = await seeded.rows(
        `SELECT id, expiresAt FROM users WHERE id IN (${userIds.join(', ')}) ORDER BY id`,
      )
      return rows.map(row => (row['expiresAt'] === null ? null : integerIn(row, 'expiresAt')))
    },
    async preview(action: BulkAction, selection: BulkSelection) {
      const preview = succeeded(await previewBulk(deps, { action, selection }, lin))
      answerOf('bulk.preview').parse(preview)
      return preview
    },
    /** Previews and begins it; its number. */
    async begin(action: BulkAction, userIds: readonly number[]): Promise<number> {
      const { bulkId, users } = await this.preview(action, { by: 'ids', userIds: [...userIds] })
      succeeded(await runBulk(deps, { bulkId, users, onChange: 'refuse' }, lin))
      return bulkId
    },
    async beginUndo(bulkId: number, reason = 'by mistake'): Promise<number> {
      return succeeded(await undoBulk(deps, { bulkId, reason }, lin)).id
    },
    /** Runs the job until nothing is under way. */
    async work(work = createBulkWork(quiet), through = deps): Promise<void> {
      while ((await seeded.count("bulk_actions WHERE state IN ('queued', 'running')")) > 0) {
        await work(through)
      }
    },
    async view(bulkId: number) {
      const view = succeeded(await readBulk({ database }, { bulkId }))
      answerOf('bulk.read').parse(view)
      return view
    },
    async items(bulkId: number, state?: 'done' | 'skipped') {
      const items = []
      for (let after: string | undefined; ; ) {
        const page = succeeded(await listBulkItems({ database }, { bulkId, limit: 60, after, state }))
        answerOf('bulk.items').parse(page)
        items.push(...page.items)
        if (page.next === null) return items
        after = page.next
      }
    },
  }
}

export type BulkWorld = Awaited<ReturnType<typeof openBulkWorld>>
