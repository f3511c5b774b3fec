import * as z from 'zod'

/** For `params`, `query` or `body` of an endpoint that takes none. */
export const nothing = z.strictObject({})

/** No list is ever answered whole: `after` is the `next` of the page before. */
export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z.string().max(200).optional(),
})

/** A page of `item`; `next` is null on the last one. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.strictObject({ items: z.array(item), next: z.string().nullable() })
}
