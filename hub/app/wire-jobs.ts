import { readAnchor, writeAnchor } from '../audit/anchor-store.ts'
import { pruneRequestKeys } from '../audit/request-keys.ts'
import { verifyAudit } from '../audit/verify-audit.ts'
import { prunePreviews } from '../bulk/preview-bulk.ts'
import { createBulkWork } from '../bulk/step-bulk.ts'
import type { Instant } from '../contract/primitives.ts'
import { nodeEntity } from '../db/entities/nodes.ts'
import { readApart } from '../db/read-apart.ts'
import { refreshFigures } from '../entitlements/keep-figures.ts'
import { pruneEvents } from '../events/event-store.ts'
import { applyDueGates } from '../gate/apply-due-gates.ts'
import { checkAllGates } from '../gate/check-gates.ts'
import { pruneGateHistory } from '../gate/gate-history.ts'
import { pruneRuns } from '../jobs/job-history.ts'
import type { JobName } from '../jobs/schedule.ts'
import type { JobWork } from '../jobs/scheduler.ts'
import { watchNodes } from '../jobs/watch-nodes.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Logger } from '../kernel/logger.ts'
import { pruneMail } from '../mail/prune-mail.ts'
import { renderDay } from '../mail/render-amounts.ts'
import { proveLedger } from '../metering/prove-ledger.ts'
import { pruneLedger } from '../metering/prune.ts'
import { assignShortUsers } from '../nodes/assign-short-users.ts'
import { drainStep } from '../nodes/drain-node.ts'
import { handOverPorts } from '../nodes/hand-over-ports.ts'
import { pruneSamples } from '../nodes/node-samples.ts'
import { releaseIdlePorts } from '../nodes/release-idle-ports.ts'
import { renewCertificate } from '../nodes/renew-certificate.ts'
import { stepOpenRollout } from '../nodes/rollouts/step-rollout.ts'
import { pruneAttempts } from '../operators/attempt-limits.ts'
import { mailAuditHead } from '../operators/mail-audit-head.ts'
import { pruneSessions } from '../operators/session-store.ts'
import { listRenewals } from '../pki/list-renewals.ts'
import { pruneCertificates, watchExpiry } from '../pki/watch-expiry.ts'
import { backupJobs } from './backup-jobs.ts'
import { mailJobs } from './mail-jobs.ts'
import type { WiredParts } from './ports.ts'
import { sellingJobs } from './selling-jobs.ts'
import type { WiredSelling } from './wire-selling.ts'

const historyMs = 60 * 86_400_000
const actor: Actor = { kind: 'system', name: 'jobs' }

/** What each job of the schedule does. Every one writes through the database it is given, which proves the lease. */
export function wireJobs(
  parts: WiredParts,
  selling: WiredSelling,
  logger: Logger,
): Readonly<Record<JobName, JobWork>> {
  const { clock, timeZone } = parts
  const workBulk = createBulkWork(logger)
  return {
    ...mailJobs(parts),
    ...backupJobs(parts),
    ...sellingJobs(selling),
    'gates.due': async database => {
      const { changed } = await applyDueGates({ database, clock, timeZone })
      const helped = await assignShortUsers({ ...parts, database })
      return `${changed.length} gates changed, ${helped.length} users given missing nodes`
    },
    'nodes.watch': async database => {
      const { offline, changed } = await watchNodes({ database, clock })
      return `${offline} nodes offline, ${changed} alerts changed`
    },
    'nodes.drain': async database => {
      const draining = await database.inTransaction(tx =>
        tx.manager.find(nodeEntity, { where: { state: 'draining' }, order: { id: 'ASC' } }),
      )
      let moved = 0
      for (const { id } of draining) {
        const step = await drainStep({ ...parts, database }, id)
        if (step.ok) moved += step.value.moved.length
      }
      return `${draining.length} nodes are being drained, ${moved} users moved`
    },
    'rollouts.step': async database => stepOpenRollout({ ...parts, database }),
    'bulk.run': async database => workBulk({ ...parts, database }),
    'users.figures': async database => {
      const { refreshed } = await refreshFigures({ database, clock, timeZone })
      return `figures of ${refreshed} users`
    },
    'gates.check': async database => {
      const differences = await checkAllGates({ database, clock, timeZone })
      return `${differences.length} differences`
    },
    'ledger.prove': async database => proveLedger({ ...parts, database }),
    'ledger.prune': async database => pruneLedger({ ...parts, database }),
    'ports.release': async database => {
      const released = await releaseIdlePorts({ database, clock })
      const { freed, unconfirmed } = await handOverPorts({ ...parts, database })
      return `${released.length} users gave up their number, ${freed} numbers are free again, ${unconfirmed.length} wait for a node`
    },
    'certificates.watch': async database => {
      const due = await database.inTransaction(async tx => {
        await watchExpiry(tx, clock.now())
        await pruneCertificates(tx, clock.now())
        return listRenewals(tx, clock.now())
      })
      let renewed = 0
      for (const { nodeId } of due) {
        const outcome = await renewCertificate({ ...parts, database }, { nodeId }, actor)
        if (outcome.ok) renewed += 1
      }
      return `${renewed} of ${due.length} certificates renewed`
    },
    'audit.anchor': async database => {
      const proof = await readApart(database, async tx => {
        const anchor = await readAnchor(tx)
        return verifyAudit(tx, ...(anchor === null ? [] : [anchor]))
      })
      if (!proof.ok) throw new Error(`the audit log is broken at entry ${proof.number}: ${proof.problem}`)
      logger.info({ number: proof.head.number, hash: proof.head.hash }, 'head of the audit log')
      const at = clock.now()
      const day = renderDay(at, timeZone, 'en')
      await database.inTransaction(async tx => {
        await writeAnchor(tx, proof.head, at)
        await mailAuditHead(tx, parts.queueMail, { ...proof.head, at, day })
      })
      return `entry ${proof.head.number}, ${proof.head.hash}`
    },
    'history.prune': async database => {
      const now = clock.now()
      await database.inTransaction(tx => pruneEvents(tx, now))
      await database.inTransaction(tx => pruneSessions(tx, now))
      await database.inTransaction(tx => pruneAttempts(tx, now))
      await database.inTransaction(tx => pruneMail(tx, now))
      await database.inTransaction(tx => pruneSamples(tx, now))
      await database.inTransaction(tx => pruneGateHistory(tx, now))
      await database.inTransaction(tx => prunePreviews(tx, now))
      await database.inTransaction(tx => pruneRequestKeys(tx, now))
      await pruneRuns(database, (now - historyMs) as Instant)
      return 'done'
    },
  }
}
