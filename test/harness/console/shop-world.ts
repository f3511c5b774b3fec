import { randomBytes } from 'node:crypto'
import { createMerchant } from '../../../hub/contract/admin/merchants.ts'
import { planEndpoints } from '../../../hub/contract/admin/plans.ts'
import { createUser } from '../../../hub/contract/admin/users.ts'
import type { AnyEndpoint, EndpointAnswer } from '../../../hub/contract/endpoint.ts'
import { openSession } from '../../../hub/customer-page/accounts/customer-sessions.ts'
import { sessionCookie } from '../../../hub/customer-page/cookie-names.ts'
import { type OrderRow, orderEntity } from '../../../hub/db/entities/orders.ts'
import { paymentAttemptEntity } from '../../../hub/db/entities/payments.ts'
import type { InProcessRequest } from '../../../hub/http/call-handler.ts'
import type { Actor } from '../../../hub/kernel/actor.ts'
import { jumpingClock } from '../../fakes/jumping-clock.ts'
import { startEmulator } from '../../wechat-emulator/start-emulator.ts'
import { freePort } from '../free-port.ts'
import { visitor } from '../page-visitor.ts'
import { eventually } from '../processes.ts'
import { wechatTill } from '../wechat-emulator.ts'
import { openWorld } from './world.ts'

const tester: Actor = { kind: 'command-line', name: 'test' }
const origin = { address: '127.0.0.1', userAgent: 'test' }
const [, , createPlan] = planEndpoints

/** A hub that sells by an emulated WeChat Pay, customers who buy from it, and a screen for consoles. */
export async function openShopWorld() {
  await using undo = new AsyncDisposableStack()
  const settings = { autoSettleRefunds: true }
  const clock = jumpingClock()
  const emulator = await startEmulator({ now: clock.now, delivery: 'auto', retryScale: 0.02, settings })
  undo.defer(() => emulator.close())
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const world = undo.use(
    await openWorld({ clock, settings: { SLUICE_PUBLIC_PORT: String(port), SLUICE_PUBLIC_URL: url } }),
  )
  const { hub } = world.hub

  async function call<E extends AnyEndpoint>(endpoint: E, request: InProcessRequest<E>) {
    const outcome = await hub.call(endpoint, request, tester)
    if (!outcome.ok) throw new Error(`${endpoint.name}: ${outcome.code} ${JSON.stringify(outcome.facts)}`)
    return outcome.value as EndpointAnswer<E>
  }
  const { merchantCertificatePem: certificatePem, ...keys } = emulator.merchant
  const merchant = await call(createMerchant, {
    body: { ...keys, certificatePem, tradeTypes: ['native', 'h5'], origin: emulator.origin },
  })
  const plan = await call(createPlan, {
    body: {
      ...{ kind: 'addon', price: 1_500, bytes: 50e9, validity: { kind: 'until_used' }, nodeCount: 1 },
      ...{ name: 'pack-50', title: { zh: '50 GB 加油包', en: '50 GB pack' }, position: 0 },
    },
  })
  const orderOf = (number: string) =>
    hub.database.inTransaction(tx => tx.manager.findOneByOrFail(orderEntity, { number }))
  const wechat = wechatTill(emulator.control)

  /** Somebody with an account and a browser he is signed in with. */
  async function customer(name: string) {
    const email = `${name}@example.org`
    const { id } = await call(createUser, { body: { name, email } })
    const session = await hub.database.inTransaction(tx =>
      openSession(tx, randomBytes, { userId: id, origin, at: clock.now() }),
    )
    const browser = visitor({ url })
    browser.cookies.set(sessionCookie, session.token)
    const attempts = async (order: OrderRow) =>
      hub.database.inTransaction(tx =>
        tx.manager.find(paymentAttemptEntity, { where: { orderId: order.id }, order: { id: 'ASC' } }),
      )
    const self = {
      id,
      email,
      /** Orders, and looks at the QR code. */
      async order(): Promise<OrderRow> {
        const wanted = { plan: String(plan.id), quantity: '1', wish: 'auto', code: '' }
        const { to } = await browser.submit(`/buy?plan=${plan.id}`, '/buy', wanted)
        const number = /^\/orders\/([A-Z0-9]+)/.exec(to ?? '')?.[1] ?? ''
        await browser.ask(`/orders/${number}?way=native`)
        return orderOf(number)
      },
      async attempt(order: OrderRow) {
        const last = (await attempts(order)).at(-1)
        if (last === undefined) throw new Error(`nobody looked at the QR code of ${order.number}`)
        return last.outTradeNo
      },
      /** An order that is paid and fulfilled, with the numbers of its payment. */
      async buy() {
        const placed = await self.order()
        const { number } = placed
        const outTradeNo = await self.attempt(placed)
        const { transactionId } = await wechat.pay(outTradeNo)
        await eventually('its fulfilment', async () => (await orderOf(number)).state === 'fulfilled')
        return { order: await orderOf(number), outTradeNo, transactionId }
      },
    }
    return self
  }
  const running = undo.move()
  return {
    ...{ world, clock, wechat, merchant, plan, customer, orderOf, call },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}
export type ShopWorld = Awaited<ReturnType<typeof openShopWorld>>
