import { closeAlert } from '../alerts/alerts.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { type Database, rowsOf } from '../db/transaction.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Clock } from '../kernel/clock.ts'
import { fail, type Outcome, succeed } from '../kernel/outcome.ts'
import { lockMeters, saveMeter } from './meter-store.ts'
import { startsForgotten } from './superseded-rule.ts'

/**
 * Collects a node again after two machines had answered with its identity and an operator stopped one of them. The
 * start that returned may go on; an instance that ended stays refused, for its readings were counted already.
 * A node that is not halted is left as it is.
 */
export function resumeMetering(
  deps: { readonly database: Database; readonly clock: Clock },
  input: { readonly nodeId: number },
  actor: Actor,
): Promise<Outcome<Record<string, never>>> {
  const { nodeId } = input
  return deps.database.inTransaction(async tx => {
    const [node] = rowsOf(await tx.query('SELECT id FROM nodes WHERE id = ?', [nodeId]))
    if (!node) return fail('node_not_found', { nodeId })
    const meter = (await lockMeters(tx, [nodeId])).get(nodeId)
    if (!meter || meter.haltedAt === null) return succeed({})
    const at = deps.clock.now()
    await saveMeter(tx, {
      ...meter,
      haltedAt: null,
      haltedReason: '',
      supersededStarts: [...startsForgotten(meter.supersededStarts)],
    })
    await closeAlert(tx, { at, kind: 'metering.clone', subject: `node:${nodeId}` })
    await recordAudit(tx, {
      at,
      actor,
      action: 'metering.resume',
      subject: `node:${nodeId}`,
      before: { haltedAt: meter.haltedAt, reason: meter.haltedReason },
      after: { haltedAt: null },
    })
    return succeed({})
  })
}
