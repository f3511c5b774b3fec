import { anchorOfBackup } from '../backup/anchor-of-backup.ts'
import { backupHandlers } from '../backup/backup-routes.ts'
import { aboutEndpoints } from '../contract/admin/about.ts'
import { alertEndpoints } from '../contract/admin/alerts.ts'
import { auditEndpoints } from '../contract/admin/audit.ts'
import { backupEndpoints } from '../contract/admin/backups.ts'
import { billEndpoints } from '../contract/admin/bills.ts'
import { bulkEndpoints } from '../contract/admin/bulk.ts'
import { codeEndpoints } from '../contract/admin/codes.ts'
import { contentEndpoints } from '../contract/admin/content.ts'
import { grantEndpoints } from '../contract/admin/grants.ts'
import { inboxEndpoints } from '../contract/admin/inbox.ts'
import { inviteEndpoints } from '../contract/admin/invites.ts'
import { jobEndpoints } from '../contract/admin/jobs.ts'
import { mailEndpoints } from '../contract/admin/mail.ts'
import { merchantEndpoints } from '../contract/admin/merchants.ts'
import { meteringEndpoints } from '../contract/admin/metering.ts'
import { nodeSampleEndpoints } from '../contract/admin/node-samples.ts'
import { nodeEndpoints } from '../contract/admin/nodes.ts'
import { operatorEndpoints } from '../contract/admin/operators.ts'
import { orderEndpoints } from '../contract/admin/orders.ts'
import { overviewEndpoints } from '../contract/admin/overview.ts'
import { planEndpoints } from '../contract/admin/plans.ts'
import { preferenceEndpoints } from '../contract/admin/preferences.ts'
import { refundEndpoints } from '../contract/admin/refunds.ts'
import { rolloutEndpoints } from '../contract/admin/rollouts.ts'
import { searchEndpoints } from '../contract/admin/search.ts'
import { sessionEndpoints } from '../contract/admin/session.ts'
import { settingEndpoints } from '../contract/admin/settings.ts'
import { subscriptionEndpoints } from '../contract/admin/subscriptions.ts'
import { timelineEndpoints } from '../contract/admin/timeline.ts'
import { trafficEndpoints } from '../contract/admin/traffic.ts'
import { usageEndpoints } from '../contract/admin/usage.ts'
import { userListEndpoints } from '../contract/admin/user-lists.ts'
import { userEndpoints } from '../contract/admin/users.ts'
import { contentHandlers } from '../customer-page/content-routes.ts'
import { type BoundEndpoint, bindHandlers } from '../http/handlers.ts'
import { aboutHandlers } from '../http/routes/about-routes.ts'
import { alertHandlers } from '../http/routes/alert-routes.ts'
import { auditHandlers } from '../http/routes/audit-routes.ts'
import { bulkHandlers } from '../http/routes/bulk-routes.ts'
import { codeHandlers } from '../http/routes/code-routes.ts'
import { grantHandlers } from '../http/routes/grant-routes.ts'
import { inviteHandlers } from '../http/routes/invite-routes.ts'
import { mailHandlers } from '../http/routes/mail-routes.ts'
import { merchantHandlers } from '../http/routes/merchant-routes.ts'
import { meteringHandlers } from '../http/routes/metering-routes.ts'
import { nodeHandlers } from '../http/routes/node-routes.ts'
import { operatorHandlers } from '../http/routes/operator-routes.ts'
import { billHandlers, inboxHandlers, orderHandlers, refundHandlers } from '../http/routes/order-routes.ts'
import { overviewHandlers } from '../http/routes/overview-routes.ts'
import { planHandlers } from '../http/routes/plan-routes.ts'
import { rolloutHandlers } from '../http/routes/rollout-routes.ts'
import { sessionHandlers } from '../http/routes/session-routes.ts'
import { settingHandlers } from '../http/routes/setting-routes.ts'
import { subscriptionHandlers } from '../http/routes/subscription-routes.ts'
import { trafficHandlers } from '../http/routes/traffic-routes.ts'
import { usageHandlers } from '../http/routes/usage-routes.ts'
import { userHandlers, userListHandlers } from '../http/routes/user-routes.ts'
import { jobHandlers } from '../jobs/job-routes.ts'
import { workingHubs } from '../jobs/lease.ts'
import type { Passwords } from '../operators/passwords.ts'
import type { WiredParts } from './ports.ts'
import { version } from './version.ts'
import type { WiredSelling } from './wire-selling.ts'

/** Every endpoint of the hub with what answers it. */
export function wireHandlers(
  parts: WiredParts,
  { payments }: WiredSelling,
  passwords: Passwords,
): readonly BoundEndpoint[] {
  const nodes = nodeHandlers(parts)
  const overview = overviewHandlers(parts)
  const staff = { ...parts, passwords }
  const about = {
    ...parts,
    version,
    startedAt: parts.clock.now(),
    hubs: () => workingHubs(parts.database),
  }
  const backups = { ...parts, backupDirectory: parts.config.backupDirectory }
  return [
    ...bindHandlers(sessionEndpoints, sessionHandlers(staff)),
    ...bindHandlers(overviewEndpoints, overview),
    ...bindHandlers(searchEndpoints, overview),
    ...bindHandlers(timelineEndpoints, overview),
    ...bindHandlers(preferenceEndpoints, overview),
    ...bindHandlers(userListEndpoints, userListHandlers(parts)),
    ...bindHandlers(userEndpoints, userHandlers(parts)),
    ...bindHandlers(bulkEndpoints, bulkHandlers(parts)),
    ...bindHandlers(subscriptionEndpoints, subscriptionHandlers(parts)),
    ...bindHandlers(grantEndpoints, grantHandlers(parts)),
    ...bindHandlers(nodeEndpoints, nodes),
    ...bindHandlers(nodeSampleEndpoints, nodes),
    ...bindHandlers(rolloutEndpoints, rolloutHandlers(parts)),
    ...bindHandlers(usageEndpoints, usageHandlers(parts)),
    ...bindHandlers(trafficEndpoints, trafficHandlers(parts)),
    ...bindHandlers(meteringEndpoints, meteringHandlers(parts)),
    ...bindHandlers(alertEndpoints, alertHandlers(parts)),
    ...bindHandlers(jobEndpoints, jobHandlers(parts)),
    ...bindHandlers(operatorEndpoints, operatorHandlers(staff)),
    ...bindHandlers(settingEndpoints, settingHandlers({ ...parts, version })),
    ...bindHandlers(mailEndpoints, mailHandlers(parts)),
    ...bindHandlers(
      auditEndpoints,
      auditHandlers({ ...parts, anchorOfBackup: () => anchorOfBackup(backups) }),
    ),
    ...bindHandlers(backupEndpoints, backupHandlers(parts)),
    ...bindHandlers(aboutEndpoints, aboutHandlers(about)),
    ...bindHandlers(contentEndpoints, contentHandlers(parts)),
    ...bindHandlers(planEndpoints, planHandlers(payments)),
    ...bindHandlers(orderEndpoints, orderHandlers(payments)),
    ...bindHandlers(refundEndpoints, refundHandlers(payments)),
    ...bindHandlers(inboxEndpoints, inboxHandlers(payments)),
    ...bindHandlers(billEndpoints, billHandlers(payments)),
    ...bindHandlers(codeEndpoints, codeHandlers(parts)),
    ...bindHandlers(inviteEndpoints, inviteHandlers(parts)),
    ...bindHandlers(merchantEndpoints, merchantHandlers(payments)),
  ]
}
