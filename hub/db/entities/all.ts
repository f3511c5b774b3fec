import { assignmentEntity } from './assignments.ts'
import { backupEntity } from './backups.ts'
import { bulkActionEntity, bulkItemEntity, bulkPartEntity, operatorPreferenceEntity } from './bulk.ts'
import { codeBatchEntity, codeEntity, codeUseEntity } from './codes.ts'
import {
  customerAccountEntity,
  customerSessionEntity,
  emailCodeEntity,
  noticeEntity,
  siteTextEntity,
} from './customers.ts'
import { nodeSampleEntity, rolloutEntity, rolloutNodeEntity } from './fleet.ts'
import { gateChangeEntity, gateConfirmationEntity } from './gate-history.ts'
import { cycleEntity, cycleUsageEntity, grantEntity } from './grants.ts'
import { invitationEntity, inviteCodeEntity } from './invites.ts'
import { mailCountEntity, mailOutboxEntity, mailPreferenceEntity } from './mail.ts'
import {
  incidentEntity,
  ledgerDayEntity,
  ledgerHourEntity,
  meterChunkEntity,
  meterEntity,
} from './metering.ts'
import { nodeAddressEntity, nodeContactEntity, nodeEntity, nodeRateEntity } from './nodes.ts'
import { attemptLimitEntity, operatorEntity, sessionEntity } from './operators.ts'
import { orderEntity } from './orders.ts'
import { merchantEntity, paymentAttemptEntity, paymentEntity, providerEventEntity } from './payments.ts'
import { planEntity } from './plans.ts'
import { billReportEntity, inboxItemEntity, refundEntity } from './refunds.ts'
import { subscriptionLinkEntity } from './subscriptions.ts'
import {
  alertEntity,
  auditEntity,
  auditHeadEntity,
  authorityEntity,
  certificateEntity,
  eventEntity,
  jobRunEntity,
  leaseEntity,
  requestKeyEntity,
  settingEntity,
} from './system.ts'
import { nodeDayEntity, nodeHourEntity, planDayEntity, planHourEntity, userMonthEntity } from './traffic.ts'
import { userEntity, userFigureEntity } from './users.ts'

/** Every table of the database. */
export const entities = [
  userEntity,
  nodeEntity,
  nodeAddressEntity,
  nodeRateEntity,
  nodeContactEntity,
  assignmentEntity,
  grantEntity,
  cycleEntity,
  cycleUsageEntity,
  meterEntity,
  meterChunkEntity,
  ledgerHourEntity,
  ledgerDayEntity,
  incidentEntity,
  operatorEntity,
  sessionEntity,
  attemptLimitEntity,
  settingEntity,
  auditEntity,
  auditHeadEntity,
  requestKeyEntity,
  leaseEntity,
  jobRunEntity,
  eventEntity,
  alertEntity,
  authorityEntity,
  certificateEntity,
  planEntity,
  codeBatchEntity,
  codeEntity,
  codeUseEntity,
  inviteCodeEntity,
  invitationEntity,
  orderEntity,
  merchantEntity,
  paymentAttemptEntity,
  paymentEntity,
  providerEventEntity,
  refundEntity,
  inboxItemEntity,
  billReportEntity,
  mailOutboxEntity,
  mailCountEntity,
  mailPreferenceEntity,
  customerAccountEntity,
  customerSessionEntity,
  emailCodeEntity,
  noticeEntity,
  siteTextEntity,
  subscriptionLinkEntity,
  backupEntity,
  nodeHourEntity,
  nodeDayEntity,
  planHourEntity,
  planDayEntity,
  userMonthEntity,
  nodeSampleEntity,
  rolloutEntity,
  rolloutNodeEntity,
  userFigureEntity,
  gateChangeEntity,
  gateConfirmationEntity,
  bulkActionEntity,
  bulkPartEntity,
  bulkItemEntity,
  operatorPreferenceEntity,
]
