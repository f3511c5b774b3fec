import * as z from 'zod'
import { nodeId } from '../primitives.ts'

const instant = z.coerce.number().int().min(0).meta({ format: 'instant' })

export const userStatus = z.enum(['active', 'suspended', 'deleted'])

/** Which users a list, a count, an export or a bulk action is about: all that is given must hold. */
export const userFilterShape = {
  /** Part of the name or e-mail address; a number also finds the id and the port. */
  search: z.string().trim().max(100).optional(),
  /** Left out: deleted ones are not among them. */
  status: userStatus.optional(),
  /** `open`, `closed` for any reason, or the reason of a closed gate. */
  gate: z.string().max(32).optional(),
  /** Has his port on this node. */
  nodeId: z.coerce.number().pipe(nodeId).optional(),
  /** Has his port on a node of this region. */
  region: z.string().trim().min(1).max(32).optional(),
  /** Has this plan now. */
  planId: z.coerce.number().int().min(1).optional(),
  /** His last plan ends at this instant or later. */
  expiresAfter: instant.optional(),
  /** His last plan ends before this instant. */
  expiresBefore: instant.optional(),
  /** Less than this share of what he holds is left; by a figure that is at most some minutes old. */
  leftBelowPercent: z.coerce.number().int().min(1).max(100).optional(),
  /** Created at this instant or later. */
  createdSince: instant.optional(),
}

export const userFilter = z.strictObject(userFilterShape)
export type UserFilter = z.output<typeof userFilter>

/** `left` and `used` order by figures that are at most some minutes old; those of the items are of now. */
export const userSort = z.enum(['created', 'name', 'expires', 'left', 'used', 'port'])
export type UserSort = z.infer<typeof userSort>

export const sortDirection = z.enum(['asc', 'desc'])
