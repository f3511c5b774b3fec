import { useQueryClient } from '@tanstack/react-query'
import type * as z from 'zod'
import { preferenceEndpoints } from '../../hub/contract/admin/preferences.ts'
import { callHub, hubKey, useHub } from './use-hub.ts'

const [readPreferences, writePreference] = preferenceEndpoints

/**
 * What this operator keeps under a name at the hub: saved filters, chosen columns. It follows the operator to every
 * computer. What no longer fits the schema reads as `fallback`.
 */
export function usePreference<T>(
  name: string,
  schema: z.ZodType<T>,
  fallback: T,
): readonly [value: T, keep: (value: T) => void] {
  const client = useQueryClient()
  const { data } = useHub(readPreferences)
  const parsed = schema.safeParse(data?.values[name])
  const keep = (value: T) => {
    client.setQueryData(hubKey(readPreferences, {}), (before: typeof data) => ({
      values: { ...before?.values, [name]: value },
    }))
    // A preference that could not be kept is lost at the next start, and nothing else.
    void callHub(writePreference, { params: { name }, body: { value: value as z.core.util.JSONType } }).catch(
      () => {},
    )
  }
  return [parsed.success ? parsed.data : fallback, keep]
}
