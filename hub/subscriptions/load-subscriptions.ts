import { readSettings } from '../config/edit-settings.ts'
import type { Cipher } from '../contract/ciphers.ts'
import { type Instant, slotOf } from '../contract/primitives.ts'
import { integerIn, marks, type RawRow, textIn } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import { bytesLeft, usableAt } from '../entitlements/grant-rule.ts'
import { loadStandings, type Standing } from '../entitlements/standing.ts'
import { decideAccess } from '../gate/access-rule.ts'
import type { MailLocale } from '../mail/render-amounts.ts'
import type { Vault } from '../secrets/vault.ts'
import { listEntries } from './build-entries.ts'
import { type NodeAddressLine, nameServers } from './build-server-names.ts'
import type { Subscription, SubscriptionUsage } from './map-entries.ts'
import { splitUsage } from './split-usage-rule.ts'
import { readSubscriptionSettings } from './subscription-settings.ts'

export interface LoadDeps {
  readonly vault: Pick<Vault, 'open'>
  readonly timeZone: string
  /** Without a slash at its end; null: none was configured. */
  readonly publicUrl: string | null
}

/** A user's subscription as of one moment. */
export interface LoadedSubscription {
  readonly userId: number
  readonly tokenHash: string
  readonly subscription: Subscription
}

/** The path of a link. */
export const linkPath = (token: string): string => `/s/${token}`

/**
 * What these users' clients are to be told now, for as many as exist and have a link; a deleted user has none. Reads
 * alone. A dozen statements whatever the number of users: ask for many at once.
 */
export async function loadSubscriptions(
  tx: Tx,
  deps: LoadDeps,
  userIds: readonly number[],
  now: Instant,
): Promise<LoadedSubscription[]> {
  if (userIds.length === 0) return []
  const { serviceName } = await readSettings(tx)
  const settings = await readSubscriptionSettings(tx)
  const people = await loadPeople(tx, userIds)
  const standings = await loadStandings(tx, { userIds, now, timeZone: deps.timeZone, settle: 'read' })
  const passed = await loadPassed(tx, userIds, now)
  const lines = await loadLines(tx, userIds, now)
  return standings.flatMap(standing => {
    const { holder, grants, pending } = standing
    const { userId, expiresAt, status } = holder
    const person = people.get(userId)
    if (person === undefined || status === 'deleted') return []
    const access = decideAccess({ usage: { pending }, grants, expiresAt, status, now })
    const usage = usageOf(standing, passed.get(userId) ?? { upload: 0, download: 0 }, now)
    const { locale, cipher } = person
    const homeUrl = deps.publicUrl
    const password = deps.vault.open(person.passwordSecret)
    const servers = access.kind === 'open' ? nameServers(lines.get(userId) ?? [], { cipher, password }) : []
    const { timeZone } = deps
    const entries = listEntries({
      access,
      servers,
      usage,
      locale,
      timeZone,
      homeUrl,
      showRemaining: settings.showRemaining,
    })
    const subscription: Subscription = {
      title: serviceName,
      locale,
      link: `${homeUrl ?? ''}${linkPath(deps.vault.open(person.tokenSecret))}`,
      homeUrl,
      updateHours: settings.updateHours,
      usage,
      entries,
    }
    return [{ userId, tokenHash: person.tokenHash, subscription }]
  })
}

function usageOf(
  { holder, grants, pending }: Standing,
  passed: { readonly upload: number; readonly download: number },
  now: Instant,
): SubscriptionUsage {
  const valid = grants.filter(grant => usableAt(grant, now))
  const granted = valid.reduce((sum, grant) => sum + (grant.bytes ?? Number.POSITIVE_INFINITY), 0)
  const limited = Number.isFinite(granted)
  const used = limited
    ? granted - bytesLeft(valid, pending)
    : valid.reduce((sum, grant) => sum + grant.used, pending)
  return { ...splitUsage(used, passed), total: limited ? granted : null, expiresAt: holder.expiresAt }
}

interface Person {
  readonly cipher: Cipher
  readonly passwordSecret: string
  readonly tokenHash: string
  readonly tokenSecret: string
  readonly locale: MailLocale
}

async function loadPeople(tx: Tx, userIds: readonly number[]): Promise<Map<number, Person>> {
  const rows = rowsOf(
    await tx.query(
      'SELECT u.id AS id, u.cipher AS cipher, u.passwordSecret AS passwordSecret, l.tokenHash AS tokenHash, ' +
        'l.tokenSecret AS tokenSecret, p.locale AS locale FROM users u JOIN subscription_links l ON l.userId = u.id ' +
        `LEFT JOIN mail_preferences p ON p.userId = u.id WHERE u.id IN (${marks(userIds.length)})`,
      userIds,
    ),
  )
  return new Map(
    rows.map(row => [
      integerIn(row, 'id'),
      {
        cipher: textIn(row, 'cipher') as Cipher,
        passwordSecret: textIn(row, 'passwordSecret'),
        tokenHash: textIn(row, 'tokenHash'),
        tokenSecret: textIn(row, 'tokenSecret'),
        locale: row['locale'] === 'en' ? 'en' : 'zh',
      },
    ]),
  )
}

/** Bytes as they passed the wires in the cycle that runs at `now`. */
async function loadPassed(tx: Tx, userIds: readonly number[], now: Instant) {
  const rows = rowsOf(
    await tx.query(
      'SELECT c.userId AS userId, SUM(g.upload) AS upload, SUM(g.download) AS download FROM cycles c ' +
        'JOIN cycle_usage g ON g.userId = c.userId AND g.cycleId = c.id ' +
        `WHERE c.userId IN (${marks(userIds.length)}) AND c.startsAt <= ? AND c.endsAt > ? GROUP BY c.userId`,
      [...userIds, now, now],
    ),
  )
  return new Map(
    rows.map(row => [
      integerIn(row, 'userId'),
      { upload: integerIn(row, 'upload'), download: integerIn(row, 'download') },
    ]),
  )
}

/** Every address of each user's nodes, in the operator's order, with the rate that is charged now. */
async function loadLines(
  tx: Tx,
  userIds: readonly number[],
  now: Instant,
): Promise<Map<number, NodeAddressLine[]>> {
  const rows = rowsOf(
    await tx.query(
      'SELECT a.userId AS userId, a.port AS port, n.id AS nodeId, n.name AS nodeName, n.country AS country, ' +
        'd.id AS addressId, d.kind AS kind, d.host AS host, d.portOffset AS portOffset ' +
        'FROM assignments a JOIN nodes n ON n.id = a.nodeId JOIN node_addresses d ON d.nodeId = n.id ' +
        `WHERE a.userId IN (${marks(userIds.length)}) AND a.releasedAt IS NULL AND n.state <> 'removed' ` +
        'ORDER BY a.userId, n.id, d.position',
      userIds,
    ),
  )
  const rates = await loadRates(tx, now)
  const byUser = new Map<number, NodeAddressLine[]>()
  for (const row of rows) {
    const userId = integerIn(row, 'userId')
    const lines = byUser.get(userId) ?? []
    lines.push(lineOf(row, rates))
    byUser.set(userId, lines)
  }
  return byUser
}

/** Rates other than the ordinary one; there are few. */
async function loadRates(tx: Tx, now: Instant): Promise<ReadonlyMap<number, number>> {
  const rows = rowsOf(
    await tx.query(
      'SELECT r.nodeId AS nodeId, r.rate AS rate FROM node_rates r WHERE r.fromSlot = ' +
        '(SELECT MAX(s.fromSlot) FROM node_rates s WHERE s.nodeId = r.nodeId AND s.fromSlot <= ?)',
      [slotOf(now)],
    ),
  )
  return new Map(rows.map(row => [integerIn(row, 'nodeId'), integerIn(row, 'rate')]))
}

function lineOf(row: RawRow, rates: ReadonlyMap<number, number>): NodeAddressLine {
  const nodeId = integerIn(row, 'nodeId')
  return {
    addressId: integerIn(row, 'addressId'),
    nodeId,
    nodeName: textIn(row, 'nodeName'),
    country: textIn(row, 'country'),
    rate: rates.get(nodeId) ?? 1_000,
    kind: textIn(row, 'kind') as NodeAddressLine['kind'],
    host: textIn(row, 'host'),
    port: integerIn(row, 'port') + integerIn(row, 'portOffset'),
  }
}
