import { auditHash, genesisHash } from '../../../hub/audit/audit-hash.ts'
import { maskSecrets } from '../../../hub/audit/mask-rule.ts'
import {
  type AlertRow,
  alertEntity,
  auditEntity,
  auditHeadEntity,
  settingEntity,
} from '../../../hub/db/entities/system.ts'
import type { RowSink } from './row-sink.ts'

export interface Deed {
  readonly at: number
  readonly actor: string
  readonly action: string
  readonly subject: string
  readonly before: unknown
  readonly after: unknown
}

/** What is told of in order of time, gathered while everything else is written. */
export interface SeedLog {
  readonly deeds: Deed[]
  readonly alerts: Omit<AlertRow, 'id' | 'openKey' | 'acknowledgedAt' | 'acknowledgedBy'>[]
  /** What changed on a day of Beijing: payments and refunds of the merchant account. */
  readonly billDays: Map<number, { payments: number; paid: number; refunds: number; refunded: number }>
}

export const createSeedLog = (): SeedLog => ({ deeds: [], alerts: [], billDays: new Map() })

/** Writes the audit log with its chain, and the alerts. The daily check of last night found them as they were. */
export function writeLog(log: SeedLog, sink: RowSink, now: number): void {
  log.deeds.sort((a, b) => a.at - b.at)
  let previousHash = genesisHash
  let anchor = { number: 0, hash: genesisHash, at: now - nightMs }
  for (const [i, deed] of log.deeds.entries()) {
    const masked = maskSecrets(plain(deed.before), plain(deed.after))
    const entry = { ...deed, number: i + 1, before: masked.before, after: masked.after, previousHash }
    const hash = auditHash(entry)
    sink.add(auditEntity, { ...entry, hash })
    previousHash = hash
    if (deed.at < now - nightMs) anchor = { number: entry.number, hash, at: now - nightMs }
  }
  sink.add(settingEntity, { name: 'audit.anchor', value: anchor, updatedAt: anchor.at })
  sink.add(auditHeadEntity, { id: 1, number: log.deeds.length, hash: previousHash })
  log.alerts.sort((a, b) => a.openedAt - b.openedAt)
  for (const [i, alert] of log.alerts.entries()) {
    const openKey = alert.closedAt === null ? `${alert.kind}:${alert.subject}` : null
    // Somebody took note of every third.
    const isNoted = i % 3 === 0
    const acknowledgedAt = isNoted ? alert.openedAt + 40_000 : null
    const acknowledgedBy = isNoted ? 'operator:3 Zhou Qian' : null
    sink.add(alertEntity, { ...alert, id: i + 1, openKey, acknowledgedAt, acknowledgedBy })
  }
}

const nightMs = 14.5 * 3_600_000

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null))
