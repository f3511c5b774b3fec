import { expect, it } from 'vitest'
import type { InviteSettings } from '../../../../hub/contract/admin/invites.ts'
import { rowsOf } from '../../../../hub/db/transaction.ts'
import {
  checkInvite,
  createHouseCode,
  disableInviteCode,
  inviteCodeOf,
  listInviteCodes,
  useInvite,
} from '../../../../hub/invites/invite-codes.ts'
import { editInviteSettings, readInviteSettings } from '../../../../hub/invites/invite-settings.ts'
import {
  listInvited,
  rewardFirstOrder,
  settleRewards,
  takeBackReward,
} from '../../../../hub/invites/rewards.ts'
import { outcomeOf } from '../../../../hub/kernel/outcome.ts'
import { forEachEngine, type TestEngine } from '../../../harness/engines.ts'
import { operator, succeeded } from '../../../harness/people-and-nodes.ts'
import { openShop } from '../../../harness/shop.ts'

const day = 86_400_000
const gb = 1e9

async function openParty(engine: TestEngine, reward: InviteSettings['reward']) {
  const shop = await openShop(engine, { rewards: { rewardFirstOrder, takeBackReward } })
  const { database } = shop
  const settings: InviteSettings = { registration: 'open', customersInvite: true, reward, holdDays: 7 }
  const set = succeeded(await editInviteSettings(shop.shop, { ...settings, version: 0 }, operator))
  const inviterId = await shop.user()
  const inviteeId = await shop.user()
  const text = (await inviteCodeOf(shop.shop, inviterId)) ?? ''
  const invite = (userId: number) =>
    database.inTransaction(tx => useInvite(tx, { text, userId, at: shop.clock.now() }))
  await invite(inviteeId)
  return Object.assign(shop, {
    ...{ inviterId, inviteeId, text, settings: set },
    state: async () => (await listInvited(database, inviterId))[0]?.state,
    settle: () => settleRewards(shop.shop),
    rewards: () =>
      database.inTransaction(async tx =>
        rowsOf(
          await tx.query('SELECT bytes, endedAt FROM grants WHERE userId = ? AND sourceRef = ?', [
            ...[inviterId, `invite:${inviteeId}`],
          ]),
        ),
      ),
    audited: (action: string) =>
      database.inTransaction(async tx =>
        rowsOf(await tx.query('SELECT `after` FROM audit_entries WHERE action = ?', [action])),
      ),
    expiry: async () =>
      database.inTransaction(async tx =>
        Number(
          rowsOf(await tx.query('SELECT expiresAt FROM users WHERE id = ?', [inviterId]))[0]?.['expiresAt'],
        ),
      ),
  })
}

forEachEngine('what inviting is rewarded with', engine => {
  it('gives bytes for the first paid order alone, after the hold', async () => {
    await using party = await openParty(engine, { kind: 'bytes', bytes: 5 * gb })
    await party.paid({ userId: party.inviteeId })
    expect(await party.state()).toBe('held')
    expect(await party.settle()).toEqual({ given: 0, taken: 0 })
    party.clock.advance(7 * day)
    expect(await party.settle()).toEqual({ given: 1, taken: 0 })
    expect(await party.settle()).toEqual({ given: 0, taken: 0 })
    await party.paid({ userId: party.inviteeId, plan: await party.plan() })
    expect(await party.state()).toBe('granted')
    expect((await party.rewards()).map(row => Number(row['bytes']))).toEqual([5 * gb])
  })

  it('gives nothing where the order is refunded within the hold', async () => {
    await using party = await openParty(engine, { kind: 'bytes', bytes: 5 * gb })
    const { order } = await party.paid({ userId: party.inviteeId })
    const refund = succeeded(await party.refund({ orderId: order.id }))
    await party.wechat.settleRefund(refund.outRefundNo)
    await party.settled()
    party.clock.advance(8 * day)
    expect(await party.settle()).toEqual({ given: 0, taken: 0 })
    expect(await party.rewards()).toEqual([])
    expect(await party.state()).toBe('taken_back')
  })

  it('takes back what is unused where the order is refunded later', async () => {
    await using party = await openParty(engine, { kind: 'bytes', bytes: 5 * gb })
    const { order } = await party.paid({ userId: party.inviteeId })
    party.clock.advance(8 * day)
    await party.settle()
    const refund = succeeded(await party.refund({ orderId: order.id }))
    await party.wechat.settleRefund(refund.outRefundNo)
    await party.settled()
    expect(await party.settle()).toEqual({ given: 0, taken: 1 })
    expect((await party.rewards())[0]?.['endedAt']).not.toBeNull()
  })

  it('gives a percent of the days that were bought, and takes them back', async () => {
    await using party = await openParty(engine, { kind: 'percent', percent: 10 })
    await party.paid({ userId: party.inviterId })
    const before = await party.expiry()
    const { order } = await party.paid({ userId: party.inviteeId, plan: await party.plan() })
    party.clock.advance(8 * day)
    await party.settle()
    expect(await party.expiry()).toBe(before + 3 * day)
    const refund = succeeded(await party.refund({ orderId: order.id }))
    await party.wechat.settleRefund(refund.outRefundNo)
    await party.settled()
    await party.settle()
    expect(await party.expiry()).toBe(before)
  })

  it('takes no day of what the inviter paid for, once he lived through the days he was given', async () => {
    await using party = await openParty(engine, { kind: 'days', days: 3 })
    const { order } = await party.paid({ userId: party.inviteeId })
    party.clock.advance(7 * day)
    await party.settle()
    // He had no plan: the days are his from now on. Then he buys one.
    party.clock.advance(5 * day)
    await party.paid({ userId: party.inviterId, plan: await party.plan() })
    const before = await party.expiry()
    const refund = succeeded(await party.refund({ orderId: order.id }))
    await party.wechat.settleRefund(refund.outRefundNo)
    await party.settled()
    expect(await party.settle()).toEqual({ given: 0, taken: 1 })
    expect(await party.settle()).toEqual({ given: 0, taken: 0 })
    expect(await party.expiry()).toBe(before)
    const [entry] = await party.audited('invite.take-back')
    expect(JSON.parse(String(entry?.['after']))).toMatchObject({ unusedDays: 0, reward: { days: 3 } })
  })

  it('is given and taken back once, whoever settles at the same moment', async () => {
    await using party = await openParty(engine, { kind: 'bytes', bytes: 5 * gb })
    const { order } = await party.paid({ userId: party.inviteeId })
    party.clock.advance(7 * day)
    const back = () =>
      party.database.inTransaction(tx =>
        takeBackReward(tx, { orderId: order.id, userId: party.inviteeId, at: party.clock.now() }),
      )
    await Promise.all([party.settle(), back(), party.settle(), party.settle()])
    await party.settle()
    expect(await party.state()).toBe('taken_back')
    // Whichever was faster: nothing was given, or all of it was taken back.
    expect((await party.rewards()).filter(row => row['endedAt'] === null)).toEqual([])
    expect((await party.rewards()).length).toBeLessThanOrEqual(1)
  })

  it('is for who was invited with a code that has a use left, fifty at once', async () => {
    await using party = await openParty(engine, { kind: 'days', days: 1 })
    const { code } = await createHouseCode(party.shop, { mostUses: 1 }, operator)
    const users = await Promise.all(Array.from({ length: 50 }, () => party.user()))
    const used = await Promise.all(
      users.map(userId =>
        outcomeOf(() =>
          party.database.inTransaction(tx => useInvite(tx, { text: code, userId, at: party.clock.now() })),
        ),
      ),
    )
    expect(used.filter(one => one.ok)).toHaveLength(1)
    expect(used.find(one => !one.ok)).toMatchObject({ code: 'code_refused' })
  })

  it('refuses codes of nobody, and all of them once customers invite no more', async () => {
    await using party = await openParty(engine, { kind: 'days', days: 3 })
    const check = (text: string) => outcomeOf(() => party.database.inTransaction(tx => checkInvite(tx, text)))
    expect((await check(` ${party.text.slice(0, 5)}-${party.text.slice(5).toLowerCase()} `)).ok).toBe(true)
    expect(await check('NOBODY2345')).toMatchObject({ code: 'code_refused', facts: { what: 'invite' } })
    const off = { ...party.settings, customersInvite: false }
    const { version } = succeeded(await editInviteSettings(party.shop, off, operator))
    expect(await check(party.text)).toMatchObject({ code: 'code_refused' })
    expect(await inviteCodeOf(party.shop, party.inviterId)).toBeNull()
    const none = { ...party.settings, reward: { kind: 'none' } as const, version }
    succeeded(await editInviteSettings(party.shop, none, operator))
    expect(await inviteCodeOf(party.shop, party.inviterId)).toBeNull()
  })

  it('lets one of two who change the rules at once through, and shows the other what they are now', async () => {
    await using party = await openParty(engine, { kind: 'days', days: 3 })
    const both = await Promise.all(
      [1, 2].map(holdDays => editInviteSettings(party.shop, { ...party.settings, holdDays }, operator)),
    )
    const [won] = both.filter(one => one.ok)
    const now = await party.database.inTransaction(readInviteSettings)
    expect(both.filter(one => !one.ok)).toEqual([
      { ok: false, code: 'changed_meanwhile', facts: { current: now } },
    ])
    expect(won).toEqual({ ok: true, value: now })
    expect(now.version).toBe(party.settings.version + 1)
  })

  it('lists codes newest first with whose they are, and stops one for good', async () => {
    await using party = await openParty(engine, { kind: 'days', days: 1 })
    const house = await createHouseCode(party.shop, { mostUses: 2 }, operator)
    const first = await listInviteCodes(party.shop, { limit: 1 })
    expect(first.items).toEqual([{ ...house, email: null }])
    const { items } = await listInviteCodes(party.shop, { limit: 10, after: first.next ?? undefined })
    expect(items).toMatchObject([{ userId: party.inviterId, email: expect.stringContaining('@'), used: 1 }])
    const inviteId = items[0]?.id ?? 0
    const stopped = succeeded(await disableInviteCode(party.shop, { inviteId }, operator))
    expect(stopped).toMatchObject({ email: items[0]?.email, disabledAt: party.clock.now() })
  })
})
