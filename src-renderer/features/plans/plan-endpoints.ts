import { codeEndpoints } from '../../../hub/contract/admin/codes.ts'
import { inviteEndpoints } from '../../../hub/contract/admin/invites.ts'
import { planEndpoints } from '../../../hub/contract/admin/plans.ts'

export const [listPlans, readPlan, createPlan, editPlan, previewPlan] = planEndpoints
export const [
  listBatches,
  createBatch,
  toggleBatch,
  listCodes,
  toggleCode,
  listUses,
  exportBatch,
  findCodes,
  readBatch,
] = codeEndpoints
export const [listInvites, createInvite, disableInvite, readInviteSettings, configureInvites] =
  inviteEndpoints

/** More plans than anybody sells. */
export const allPlans = { query: { limit: 200 } } as const
