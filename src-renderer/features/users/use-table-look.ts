import * as z from 'zod'
import { usePreference } from '../../lib/use-preference.ts'
import { usualColumns } from './user-columns.tsx'

export const pageSizes = [50, 100, 200] as const

const look = z.object({ columns: z.array(z.string()).min(1), pageSize: z.literal(pageSizes) })
export type TableLook = z.output<typeof look>

const usual: TableLook = { columns: [...usualColumns], pageSize: 50 }

/** Which columns the list of users shows and how many rows it fetches at a time, as this operator wants it. */
export function useTableLook() {
  return usePreference('users.table', look, usual)
}
