import type { ConfigDifference } from '../../../hub/contract/admin/node-views.ts'

type DifferingPort = ConfigDifference['items'][number]
type Field = DifferingPort['what'][number]

/** Whether a node serves just what it should. */
export function isSame({ desired, applied, settings, counts }: ConfigDifference): boolean {
  const { missing, surplus, different } = counts
  return (
    missing + surplus + different === 0 &&
    settings.length === 0 &&
    desired.epoch === applied.epoch &&
    desired.revision === applied.revision
  )
}

/** One field of a port: what it should be and what it is; null where there is nothing to show of it. */
export interface FieldDifference {
  readonly field: Field
  readonly desired: string | number | boolean | null
  readonly applied: string | number | boolean | null
}

/** The fields of a port that differ, side by side. Passwords are compared by the hub and never shown. */
export function buildFieldDifferences({ what, desired, applied }: DifferingPort): readonly FieldDifference[] {
  return what.map(field =>
    field === 'password' || field === 'listening'
      ? { field, desired: null, applied: null }
      : { field, desired: desired?.[field] ?? null, applied: applied?.[field] ?? null },
  )
}
