import { IsNull } from 'typeorm'
import { alertEntity } from '../db/entities/system.ts'
import { inBatches } from '../db/raw-row.ts'
import { assignNodes, shortOfNodes } from './assign-nodes.ts'
import type { MoveDeps } from './node-ports.ts'

const perTransaction = 50

/**
 * Tries again for everybody who has fewer nodes than he is to have; a job, so that room that comes is used.
 * Returns the users who were given something.
 */
export async function assignShortUsers(deps: MoveDeps): Promise<number[]> {
  const open = await deps.database.inTransaction(tx =>
    tx.manager.find(alertEntity, { where: { kind: shortOfNodes, closedAt: IsNull() }, order: { id: 'ASC' } }),
  )
  const userIds = open.map(alert => Number(alert.subject.replace('user:', ''))).filter(Number.isSafeInteger)
  const helped: number[] = []
  for (const batch of inBatches(userIds, perTransaction)) {
    const given = await deps.database.inTransaction(async tx => {
      const at = deps.clock.now()
      const assigned = await assignNodes(tx, batch, at, deps)
      const changed = assigned
        .filter(one => one.kind === 'assigned' && one.added.length > 0)
        .map(one => one.userId)
      if (changed.length > 0) await deps.applyGate(tx, changed, at, 'user.assign')
      return changed
    })
    helped.push(...given)
  }
  return helped
}
