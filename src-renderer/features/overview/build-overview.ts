import type { Overview } from '../../../hub/contract/admin/overview.ts'

/** The change from `before` as a share of it; null where there was nothing to compare with. */
export function changeOf(now: number, before: number): number | null {
  return before === 0 ? null : (now - before) / before
}

const weekMs = 7 * 86_400_000

/** Where each number of the overview leads: the list that it counts. `day`: today as the orders' list takes it. */
export function buildLists({ at, today }: Pick<Overview, 'at' | 'today'>, day: string) {
  return {
    orders: `/orders?from=${day}&until=${day}`,
    expiring: `/users?gate=open&expiresAfter=${at}&expiresBefore=${at + weekMs}`,
    created: `/users?createdSince=${today}`,
  } as const
}

/** Something that waits for a person, worst first. */
export type Need =
  | {
      readonly kind: 'alert'
      readonly key: string
      readonly tone: 'warn' | 'bad'
      /** Of the alert: `certificate.expiring`. */
      readonly alert: string
      readonly subject: string
      readonly name: string | null
      readonly message: string
      readonly at: number
    }
  | {
      readonly kind: 'node'
      readonly key: string
      readonly tone: 'warn' | 'bad'
      readonly nodeId: number
      readonly name: string
      readonly state: 'failing' | 'halted' | 'pending'
      readonly since: number | null
      readonly users: number
    }
  | {
      readonly kind: 'inbox'
      readonly key: string
      readonly tone: 'warn'
      readonly inboxId: number
      readonly amount: number
    }
  | {
      readonly kind: 'bill'
      readonly key: string
      readonly tone: 'warn'
      readonly day: number
      readonly unsettled: number
    }
  | { readonly kind: 'backup'; readonly key: string; readonly tone: 'bad' }

const backupAgeMs = 2 * 86_400_000

/** What needs a person now: nodes that do not serve, money that waits, bills that differ, alerts of anything else. */
export function buildNeeds(data: Overview): readonly Need[] {
  const nodes: Need[] = data.nodes.troubled.map(node => ({
    kind: 'node',
    key: `node:${node.nodeId}`,
    tone: node.state === 'pending' ? 'warn' : 'bad',
    ...node,
  }))
  const inbox: Need[] = data.inbox.newest.map(({ inboxId, amount }) => ({
    kind: 'inbox',
    key: `inbox:${inboxId}`,
    tone: 'warn',
    inboxId,
    amount,
  }))
  const { bill, backup, at } = data
  const bills: Need[] =
    bill !== null && bill.unsettled > 0
      ? [{ kind: 'bill', key: 'bill', tone: 'warn', day: bill.day, unsettled: bill.unsettled }]
      : []
  const proven = backup?.checkedAt ?? null
  const backups: Need[] =
    proven === null || at - proven > backupAgeMs ? [{ kind: 'backup', key: 'backup', tone: 'bad' }] : []
  // What is said above already is not said again as an alert.
  const alerts: Need[] = data.alerts.newest
    .filter(({ kind }) => !/^(node\.|inbox\.|payment\.|backup\.)/.test(kind))
    .map(({ alertId, kind, subject, name, severity, message, openedAt }) => ({
      kind: 'alert',
      key: `alert:${alertId}`,
      tone: severity === 'critical' ? 'bad' : 'warn',
      alert: kind,
      subject,
      name,
      message,
      at: openedAt,
    }))
  const all = [...nodes, ...inbox, ...bills, ...backups, ...alerts]
  return [...all.filter(({ tone }) => tone === 'bad'), ...all.filter(({ tone }) => tone === 'warn')]
}
