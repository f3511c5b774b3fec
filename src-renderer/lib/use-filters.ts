import { useCallback, useEffect, useMemo } from 'react'
import { useLocation, useSearchParams } from 'react-router'
import type * as z from 'zod'
import { rememberSearch } from './last-lists.ts'

type Filters<S extends z.ZodObject> = Partial<z.output<S>>

/** What of an address fits the schema; the rest reads as not given. */
export function parseFilters<S extends z.ZodObject>(schema: S, params: URLSearchParams): Filters<S> {
  const found: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(schema.shape)) {
    const given = params.get(name)
    if (given === null) continue
    const parsed = (field as z.ZodType).safeParse(given)
    if (parsed.success) found[name] = parsed.data
  }
  // Each value was parsed by the field of its name.
  return found as Filters<S>
}

/**
 * What a list is filtered by, kept in the address: a link may carry it, and it is remembered for the way back from a
 * row. A change to null takes a filter away.
 */
export function useFilters<S extends z.ZodObject>(
  schema: S,
): readonly [
  filters: Filters<S>,
  change: (change: { readonly [K in keyof z.output<S>]?: z.output<S>[K] | null }) => void,
  clear: () => void,
] {
  const [params, setParams] = useSearchParams()
  const { pathname, search } = useLocation()
  useEffect(() => rememberSearch(pathname, search), [pathname, search])
  const filters = useMemo(() => parseFilters(schema, params), [schema, params])
  const change = useCallback(
    (changes: object) =>
      setParams(
        before => {
          const after = new URLSearchParams(before)
          for (const [name, value] of Object.entries(changes)) {
            if (value === null || value === undefined || value === '') after.delete(name)
            else after.set(name, String(value))
          }
          return after
        },
        { replace: true },
      ),
    [setParams],
  )
  const clear = useCallback(() => setParams({}, { replace: true }), [setParams])
  return [filters, change, clear]
}
