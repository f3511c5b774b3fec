import { placeOrder } from '../../hub/orders/place-order.ts'
import type { CustomerPage } from './customer-page-world.ts'
import { operator, succeeded, timeZone } from './people-and-nodes.ts'

const wechat =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.50 Language/zh_CN'

export type Screens = Readonly<
  Record<string, { readonly path: string; readonly token: string | null; readonly userAgent?: string }>
>

/** People in every state in which a customer may be, and the screens they see. */
export async function seedScreens(world: CustomerPage) {
  await world.activeNode({ name: '香港 1', country: 'HK' })
  await world.activeNode({ name: '东京 2', country: 'JP' })
  const [month, year, addon] = await world.plans()
  const lin = await world.customer('lin.xiaoyu@example.com')
  await world.withTraffic(lin.userId)
  const dry = await world.customer('dry@example.com')
  await world.withTraffic(dry.userId, 100e9)
  const fresh = await world.customer('new@example.com')
  world.said.attempt = {
    codeUrl: 'weixin://wxpay/bizpayurl?pr=p4lpSuKzz',
    expiresAt: world.clock.now(),
  }
  world.said.notices = [
    {
      ...{ id: 1, level: 'info', title: '机房维护' },
      text: '11 月 28 日 02:00–03:00，香港节点会断开几分钟。问 help@example.com',
      at: world.clock.now(),
    },
    {
      ...{ id: 2, level: 'warning', title: '支付维护' },
      text: '今晚 23:00 起微信支付可能变慢。',
      at: world.clock.now(),
    },
  ]
  world.said.invited = [
    { at: world.clock.now(), state: 'held' },
    { at: world.clock.now(), state: 'granted' },
  ]
  const suspended = await world.customer('stopped@example.com')
  await world.withTraffic(suspended.userId)
  const expired = await world.customer('late@example.com')
  await world.withTraffic(expired.userId)
  await world.database.inTransaction(async tx => {
    await tx.query("UPDATE users SET status = 'suspended' WHERE id = ?", [suspended.userId])
    const past = world.clock.now() - 86_400_000
    await tx.query('UPDATE users SET expiresAt = ? WHERE id = ?', [past, expired.userId])
  })
  const preparing = await world.customer('soon@example.com')
  await world.withTraffic(preparing.userId)
  await world.database.inTransaction(tx =>
    tx.query("UPDATE users SET gate = 'closed' WHERE id = ?", [preparing.userId]),
  )
  const payer = await world.customer('payer-to-be@example.com')
  const pending = await orderOf(fresh.userId, month?.id ?? 0)
  const over = await orderOf(payer.userId, month?.id ?? 0)
  await world.setOrder(over, { expiresAt: world.clock.now() - 1 })
  const held = await orderOf(dry.userId, addon?.id ?? 0)
  await world.setOrder(held, { state: 'held', pendingKey: null })
  const done = await orderOf(lin.userId, addon?.id ?? 0)
  await world.setOrder(done, {
    state: 'fulfilled',
    pendingKey: null,
    received: 800,
    method: 'wechat',
    paidAt: world.clock.now(),
  })
  const signedIn = (path: string, token = lin.token) => ({ path, token })
  const screens: Screens = {
    landing: { path: '/', token: null },
    register: { path: '/register', token: null },
    'sign-in': { path: '/sign-in', token: null },
    reset: { path: '/reset', token: null },
    terms: { path: '/terms', token: null },
    missing: { path: '/nowhere', token: null },
    support: { path: '/support', token: null },
    'sign-in-to-buy': { path: `/sign-in?next=${encodeURIComponent('/buy?plan=1')}`, token: null },
    unsubscribe: { path: '/mail/unsubscribe/1-abc', token: null },
    home: signedIn('/home'),
    'home-dry': signedIn('/home', dry.token),
    'home-new': signedIn('/home', fresh.token),
    'home-suspended': signedIn('/home', suspended.token),
    'home-expired': signedIn('/home', expired.token),
    'home-preparing': signedIn('/home', preparing.token),
    'home-wechat': { ...signedIn('/home'), userAgent: wechat },
    import: signedIn('/home/import?client=shadowrocket'),
    'import-ss': signedIn('/home/import?client=ss'),
    'import-wechat': { ...signedIn('/home/import?client=clash'), userAgent: wechat },
    redeem: signedIn('/buy?code=NOPE'),
    over: signedIn(`/orders/${over}`, payer.token),
    held: signedIn(`/orders/${held}`, dry.token),
    choose: signedIn('/buy'),
    buy: signedIn(`/buy?plan=${month?.id}&quantity=3`),
    year: signedIn(`/buy?plan=${year?.id}`, fresh.token),
    pay: signedIn(`/orders/${pending}`, fresh.token),
    paid: signedIn(`/orders/${done}?paid=1`),
    order: signedIn(`/orders/${done}`),
    receipt: signedIn(`/orders/${done}/receipt`),
    orders: signedIn('/orders'),
    account: signedIn('/account'),
  }
  return { screens, orderOf }

  async function orderOf(userId: number, planId: number): Promise<string> {
    const codes = {
      find: async () => Promise.reject(new Error('no codes here')),
      reserve: async () => 0,
      commit: async () => 'within' as const,
      release: async () => {},
    }
    const deps = {
      ...world.deps,
      timeZone,
      codes,
      fulfilFree: async () => Promise.reject(new Error('not free')),
    }
    const wanted = { userId, planId, quantity: 1, wish: 'auto' as const, code: null }
    return succeeded(await placeOrder(deps, wanted, operator)).number
  }
}

export type SeededScreens = Awaited<ReturnType<typeof seedScreens>>
