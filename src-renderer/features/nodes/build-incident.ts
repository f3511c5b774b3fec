import type { IncidentView } from '../../../hub/contract/admin/metering.ts'

export type IncidentKind = IncidentView['kind']

/** Every kind, what weighs most first. */
export const incidentKinds: readonly IncidentKind[] = [
  'clone',
  'anomaly',
  'gap',
  'exposure',
  'unassigned',
  'clock',
  'late',
  'new_instance',
  'handover',
]

/** What a kind means for the books: `bad` a person must look, `warn` bytes may be missing, `plain` nothing is lost. */
export const incidentTones: Readonly<Record<IncidentKind, 'bad' | 'warn' | 'plain'>> = {
  clone: 'bad',
  anomaly: 'bad',
  gap: 'warn',
  exposure: 'warn',
  unassigned: 'warn',
  clock: 'warn',
  late: 'plain',
  new_instance: 'plain',
  handover: 'plain',
}

const reasons = [
  'reboot',
  'table_lost',
  'state_lost',
  'rolled_back',
  'marks_dropped',
  'declared_dead',
  'mark_missing',
  'period_over',
  'reading_fell',
  'start_returned',
  'instance_returned',
] as const
export type IncidentReason = (typeof reasons)[number]

/** Why it came to it, where the hub said so. */
export function reasonOf({ detail }: Pick<IncidentView, 'detail'>): IncidentReason | null {
  const given = typeof detail === 'object' && detail !== null && 'reason' in detail ? detail.reason : null
  return reasons.find(reason => reason === given) ?? null
}

/** Bytes that it is about: what passed, or what may have passed uncounted. */
export function bytesOf(incident: Pick<IncidentView, 'upload' | 'download' | 'detail'>): number {
  const { detail, upload, download } = incident
  const charged = typeof detail === 'object' && detail !== null && 'charged' in detail ? detail.charged : 0
  return upload + download + (typeof charged === 'number' ? charged : 0)
}

/** The kinds that were recorded, with how often; what weighs most first. */
export function countKinds(
  counts: Readonly<Partial<Record<IncidentKind, number>>>,
): readonly { readonly kind: IncidentKind; readonly count: number }[] {
  return incidentKinds.flatMap(kind => {
    const count = counts[kind] ?? 0
    return count === 0 ? [] : [{ kind, count }]
  })
}
