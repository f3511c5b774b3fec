import { describe, expect, it } from 'vitest'
import type { Overview } from '../../../../../hub/contract/admin/overview.ts'
import {
  buildLists,
  buildNeeds,
  changeOf,
} from '../../../../../src-renderer/features/overview/build-overview.ts'

const at = Date.UTC(2026, 10, 26, 5)
const day = 86_400_000

/** All is well, but for what is given. */
function anOverview(given: Partial<Overview>): Overview {
  const nothing = { received: 0, ofNoOrder: 0, refunded: 0, orders: 0 }
  return {
    at,
    timeZone: 'Asia/Shanghai',
    today: at - day / 2,
    money: { today: nothing, month: nothing, lastWeek: nothing, lastWeekSoFar: nothing },
    ordersToday: { pending: 0, closed: 0, paid: 0, fulfilled: 0, held: 0, partly_refunded: 0, refunded: 0 },
    users: { all: 0, active: 0, expiring: 0, runningOut: 0, suspended: 0, createdToday: 0 },
    traffic: { now: null, today: { upload: 0, download: 0 }, hours: [] },
    nodes: { all: 0, ok: 0, failing: 0, halted: 0, pending: 0, usersAffected: 0, troubled: [] },
    inbox: { open: 0, amount: 0, newest: [] },
    alerts: { open: 0, critical: 0, unseen: 0, newest: [] },
    bill: null,
    collectedAt: null,
    backup: { backupId: 1, madeAt: at - day, checkedAt: at - day },
    books: { agree: true, checkedAt: at, detail: '', incidents: [] },
    ...given,
  }
}

const anAlert = (alertId: number, kind: string, severity: 'warning' | 'critical') => ({
  alertId,
  kind,
  subject: 'node:3',
  name: 'hk3',
  severity,
  message: 'as the hub said it',
  openedAt: at,
  acknowledgedAt: null,
})

describe('what needs a person', () => {
  it('is nothing where all is well', () => {
    expect(buildNeeds(anOverview({}))).toEqual([])
  })

  it('comes worst first, and says nothing twice', () => {
    const overview = anOverview({
      inbox: {
        open: 1,
        amount: 500,
        newest: [{ inboxId: 7, kind: 'late', amount: 500, userId: null, orderId: null, openedAt: at }],
      },
      nodes: {
        ...anOverview({}).nodes,
        troubled: [
          { nodeId: 2, name: 'hk2', state: 'pending', since: null, users: 4 },
          { nodeId: 3, name: 'hk3', state: 'failing', since: at, users: 9 },
        ],
      },
      alerts: {
        open: 3,
        critical: 1,
        unseen: 3,
        newest: [
          anAlert(1, 'node.failing', 'critical'),
          anAlert(2, 'inbox.waiting', 'warning'),
          anAlert(3, 'certificate.expiring', 'critical'),
        ],
      },
    })
    expect(buildNeeds(overview).map(({ key }) => key)).toEqual(['node:3', 'alert:3', 'node:2', 'inbox:7'])
  })

  it.each([
    ['none was ever made', null],
    ['the newest was never restored', { backupId: 1, madeAt: at, checkedAt: null }],
    ['the last proof is three days old', { backupId: 1, madeAt: at, checkedAt: at - 3 * day }],
  ])('is a backup where %s', (_, backup) => {
    expect(buildNeeds(anOverview({ backup })).map(({ kind }) => kind)).toEqual(['backup'])
  })

  it('is a bill as long as somebody has not settled what differs in it', () => {
    const bill = { billId: 1, day: 20_261_125, state: 'done' as const, findings: 2, finishedAt: at }
    expect(buildNeeds(anOverview({ bill: { ...bill, unsettled: 0 } }))).toEqual([])
    expect(buildNeeds(anOverview({ bill: { ...bill, unsettled: 1 } }))).toMatchObject([{ kind: 'bill' }])
  })
})

describe('the numbers of the overview', () => {
  it('lead to the lists that they count', () => {
    expect(buildLists({ at: 1_000, today: 500 }, '2026-11-26')).toEqual({
      orders: '/orders?from=2026-11-26&until=2026-11-26',
      expiring: `/users?gate=open&expiresAfter=1000&expiresBefore=${1_000 + 7 * day}`,
      created: '/users?createdSince=500',
    })
  })

  it('are compared with the week before where there was anything', () => {
    expect(changeOf(150, 100)).toBe(0.5)
    expect(changeOf(150, 0)).toBeNull()
  })
})
