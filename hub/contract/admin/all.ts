import type { AnyEndpoint } from '../endpoint.ts'
import { aboutEndpoints } from './about.ts'
import { alertEndpoints } from './alerts.ts'
import { auditEndpoints } from './audit.ts'
import { backupEndpoints } from './backups.ts'
import { billEndpoints } from './bills.ts'
import { bulkEndpoints } from './bulk.ts'
import { codeEndpoints } from './codes.ts'
import { contentEndpoints } from './content.ts'
import { streamEvents } from './events.ts'
import { grantEndpoints } from './grants.ts'
import { inboxEndpoints } from './inbox.ts'
import { inviteEndpoints } from './invites.ts'
import { jobEndpoints } from './jobs.ts'
import { mailEndpoints } from './mail.ts'
import { merchantEndpoints } from './merchants.ts'
import { meteringEndpoints } from './metering.ts'
import { nodeSampleEndpoints } from './node-samples.ts'
import { nodeEndpoints } from './nodes.ts'
import { operatorEndpoints } from './operators.ts'
import { orderEndpoints } from './orders.ts'
import { overviewEndpoints } from './overview.ts'
import { planEndpoints } from './plans.ts'
import { preferenceEndpoints } from './preferences.ts'
import { refundEndpoints } from './refunds.ts'
import { rolloutEndpoints } from './rollouts.ts'
import { searchEndpoints } from './search.ts'
import { sessionEndpoints } from './session.ts'
import { settingEndpoints } from './settings.ts'
import { subscriptionEndpoints } from './subscriptions.ts'
import { timelineEndpoints } from './timeline.ts'
import { trafficEndpoints } from './traffic.ts'
import { usageEndpoints } from './usage.ts'
import { userListEndpoints } from './user-lists.ts'
import { userEndpoints } from './users.ts'

/** Every endpoint of the admin listener, in the order of the documentation. */
export const adminEndpoints: readonly AnyEndpoint[] = [
  ...sessionEndpoints,
  ...overviewEndpoints,
  ...searchEndpoints,
  ...preferenceEndpoints,
  ...userListEndpoints,
  ...userEndpoints,
  ...timelineEndpoints,
  ...bulkEndpoints,
  ...subscriptionEndpoints,
  ...grantEndpoints,
  ...nodeEndpoints,
  ...nodeSampleEndpoints,
  ...rolloutEndpoints,
  ...usageEndpoints,
  ...trafficEndpoints,
  ...meteringEndpoints,
  ...alertEndpoints,
  streamEvents,
  ...jobEndpoints,
  ...operatorEndpoints,
  ...settingEndpoints,
  ...mailEndpoints,
  ...auditEndpoints,
  ...backupEndpoints,
  ...aboutEndpoints,
  ...contentEndpoints,
  ...planEndpoints,
  ...orderEndpoints,
  ...refundEndpoints,
  ...inboxEndpoints,
  ...billEndpoints,
  ...codeEndpoints,
  ...merchantEndpoints,
  ...inviteEndpoints,
]
