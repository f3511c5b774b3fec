import type { IncidentRow } from '../../../hub/db/entities/metering.ts'
import { dayMs, hourMs } from './local-calendar.ts'
import type { SeedNode } from './node-catalogue.ts'
import { certificateEnds, takenAt } from './node-facts.ts'
import type { SeedLog } from './seed-log.ts'
import type { SeedWorld } from './seed-world.ts'
import { portFrom, portUntil } from './settle-people.ts'

const cloned = 'Two machines answer with the identity of this node. Stop one of them, then resume collection.'

/** A reboot now and then, and what else was not plain about the counting. */
export function incidentsOf(world: SeedWorld, node: SeedNode): Omit<IncidentRow, 'id'>[] {
  const chance = world.chance('system', 300 + node.id)
  const kinds = ['gap', 'gap', 'late', 'anomaly', 'exposure', 'unassigned'] as const
  const details = {
    gap: { reason: 'reboot' },
    late: { reason: 'mark_missing', ports: 40, slots: 2 },
    anomaly: { reason: 'reading_fell', before: [5_000_000, 0], after: [4_000_000, 0] },
    exposure: { charged: 1_200_000 },
    unassigned: {},
  } as const
  const some = Array.from({ length: chance.whole(2, 14) }, () => {
    const kind = chance.one(kinds)
    const at = Math.floor(chance.within(world.begin, takenAt(node.id, world.now) - hourMs))
    const port = kind === 'unassigned' || kind === 'anomaly' ? chance.whole(portFrom, portUntil) : null
    const late = kind === 'late' ? chance.whole(1e6, 5e8) : 0
    const span = { fromAt: at - chance.whole(10_000, 900_000), untilAt: at }
    return {
      at,
      kind,
      nodeId: node.id,
      userId: null,
      port,
      ...span,
      upload: 0,
      download: late,
      detail: details[kind],
    }
  })
  if (node.plight.kind !== 'halted') return some
  const at = takenAt(node.id, world.now)
  const reason = 'start_returned'
  const clone = {
    at,
    kind: 'clone' as const,
    nodeId: node.id,
    userId: null,
    port: null,
    fromAt: at,
    untilAt: at,
  }
  return [...some, { ...clone, upload: 0, download: 0, detail: { reason } }]
}

/** The alerts about a node, open and over. */
export function tellOfNode(world: SeedWorld, log: SeedLog, node: SeedNode): void {
  const { id, name, plight } = node
  const subject = `node:${id}`
  const since = takenAt(id, world.now)
  const alert = (
    kind: string,
    severity: 'warning' | 'critical',
    message: string,
    openedAt: number,
    closedAt: number | null = null,
  ) => log.alerts.push({ kind, subject, severity, message, openedAt, closedAt })
  const silence = `${name} has not answered since ${new Date(since).toISOString()}`
  if (plight.kind === 'failing')
    alert('node.offline', 'critical', `${silence}. Last error: ${plight.error}`, since + 70_000)
  if (plight.kind === 'halted') {
    alert('metering.clone', 'critical', cloned, since)
  }
  if (plight.kind === 'skewed') {
    alert(
      'node.clock',
      'warning',
      `The clock of ${name} is 2 minutes ahead of the hub's.`,
      world.now - 5 * hourMs,
    )
  }
  if (plight.kind === 'expiring') {
    const ends = new Date(certificateEnds(node, world.now)).toISOString()
    const severity = plight.inMs < 7 * dayMs ? 'critical' : 'warning'
    alert(
      'certificate.expiring',
      severity,
      `The certificate of ${subject} ends at ${ends}`,
      world.now - 6 * hourMs,
    )
  }
  const chance = world.chance('system', 400 + id)
  for (let i = chance.whole(1, 9); i > 0 && node.serves; i -= 1) {
    const openedAt = Math.floor(chance.within(world.begin, world.now - 2 * dayMs))
    alert(
      'node.offline',
      'critical',
      `${name} has not answered for a minute`,
      openedAt,
      openedAt + chance.whole(60_000, 7_200_000),
    )
  }
}
