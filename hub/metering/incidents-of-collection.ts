import { openAlert } from '../alerts/alerts.ts'
import type { CountersAnswer } from '../contract/agent/counters.ts'
import type { Instant } from '../contract/primitives.ts'
import type { Tx } from '../db/transaction.ts'
import type { AssignedPorts } from './assigned-ports.ts'
import type { Charged } from './charge-segments.ts'
import type { Anomaly, CounterDelta, Segment } from './counter-delta.ts'
import { type NewIncident, prolongIncident, recordIncidents } from './incident-store.ts'
import { type CommittedMeter, saveMeter } from './meter-store.ts'

interface OfCollection {
  readonly collection: {
    readonly nodeId: number
    readonly answer: CountersAnswer
    readonly receivedAt: Instant
  }
  readonly meter: CommittedMeter
  readonly delta: Extract<CounterDelta, { kind: 'counted' }>
  readonly charged: Charged
  readonly ports: AssignedPorts
}

/** Single rows for so many ports of one collection; the rest shares a row. */
const maxRowsPerKind = 100

const total = (segments: readonly Segment[]) => ({
  upload: segments.reduce((sum, segment) => sum + segment.upload, 0),
  download: segments.reduce((sum, segment) => sum + segment.download, 0),
})

/** Stores everything about a collection that was not plain: it is listed on the page that is to show nothing. */
export async function recordOfCollection(tx: Tx, of: OfCollection): Promise<void> {
  const { collection, meter, delta, charged, ports } = of
  const { nodeId, answer, receivedAt } = collection
  const previousAt = meter.collectedAt as Instant
  const base = {
    at: receivedAt,
    nodeId,
    userId: null,
    port: null,
    fromAt: previousAt,
    untilAt: receivedAt,
    upload: 0,
    download: 0,
  }
  const incidents: NewIncident[] = delta.gaps.map(gap => ({
    ...base,
    kind: 'gap',
    fromAt: gap.from,
    untilAt: gap.until,
    detail: { reason: gap.reason },
  }))
  if (delta.newInstance && meter.instance !== null) {
    const detail = { before: meter.instance, after: answer.instance }
    incidents.push({ ...base, kind: 'new_instance', ...total(delta.segments), detail })
  }
  const unmarked = delta.segments.filter(segment => segment.late)
  if (unmarked.length > 0) {
    const detail = { reason: 'mark_missing', ports: countPorts(unmarked), slots: slotsOf(unmarked) }
    incidents.push({ ...base, kind: 'late', ...total(unmarked), detail })
  }
  if (charged.late.length > 0) {
    const detail = { reason: 'period_over', ports: countPorts(charged.late), slots: slotsOf(charged.late) }
    incidents.push({ ...base, kind: 'late', ...total(charged.late), detail })
  }
  incidents.push(...anomalies(base, delta.anomalies, ports))
  await recordIncidents(tx, incidents)
  if (delta.clockIsOff) {
    const detail = { skewMs: delta.skewMs }
    await prolongIncident(tx, { ...base, kind: 'clock', ...total(delta.segments), detail }, previousAt)
  }
  const byPort = Map.groupBy(charged.unassigned, segment => segment.port)
  for (const [port, segments] of byPort) {
    const incident: NewIncident = { ...base, kind: 'unassigned', port, ...total(segments), detail: {} }
    await prolongIncident(tx, incident, previousAt)
  }
}

const countPorts = (segments: readonly Segment[]) => new Set(segments.map(segment => segment.port)).size
const slotsOf = (segments: readonly Segment[]) =>
  [...new Set(segments.map(segment => segment.slot))].slice(0, 200)

function anomalies(
  base: Omit<NewIncident, 'kind' | 'detail'>,
  found: readonly Anomaly[],
  ports: AssignedPorts,
): NewIncident[] {
  const rows: NewIncident[] = found.slice(0, maxRowsPerKind).map(({ port, before, after }) => ({
    ...base,
    kind: 'anomaly',
    port,
    userId: ports.get(port)?.userId ?? null,
    detail: { reason: 'reading_fell', before: before.slice(1), after: after.slice(1) },
  }))
  const rest = found.slice(maxRowsPerKind)
  if (rest.length > 0) {
    const detail = { reason: 'reading_fell', ports: rest.map(({ port }) => port) }
    rows.push({ ...base, kind: 'anomaly', detail })
  }
  return rows
}

/** Halts a node that answers as two machines, records it and raises the alarm. */
export async function recordClone(
  tx: Tx,
  clone: {
    readonly meter: CommittedMeter
    readonly answer: CountersAnswer
    readonly reason: 'start_returned' | 'instance_returned'
    readonly at: Instant
  },
): Promise<void> {
  const { meter, answer, reason, at } = clone
  const { nodeId } = meter
  await saveMeter(tx, { ...meter, haltedAt: at, haltedReason: reason })
  await recordIncidents(tx, [
    {
      at,
      kind: 'clone',
      nodeId,
      userId: null,
      port: null,
      fromAt: meter.collectedAt,
      untilAt: at,
      upload: 0,
      download: 0,
      detail: { reason, instance: answer.instance, start: answer.start, seq: answer.seq },
    },
  ])
  await openAlert(tx, {
    at,
    kind: 'metering.clone',
    subject: `node:${nodeId}`,
    severity: 'critical',
    message:
      reason === 'start_returned'
        ? 'Two machines answer with the identity of this node. Stop one of them, then resume collection.'
        : 'A machine answers with an identity that this node had before. Install the agent anew, then resume collection.',
  })
}
