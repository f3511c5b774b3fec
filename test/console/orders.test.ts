import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { billDayOf } from '../../hub/payments/bills/bill-day-rule.ts'
import { countOrders, createRefund, runBill } from '../../src-renderer/features/orders/order-endpoints.ts'
import type { OpenConsole } from '../harness/console/console-options.ts'
import { seriousFindings } from '../harness/console/serious-findings.ts'
import { openShopWorld, type ShopWorld } from '../harness/console/shop-world.ts'
import { eventually } from '../harness/processes.ts'

const day = 86_400_000
/** As the console writes it, in the hub's time zone. */
const hubTime = (at: number) =>
  new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone: 'Asia/Shanghai', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' },
  }).format(at)

describe('orders and money', () => {
  let shop: ShopWorld
  let console: OpenConsole
  /** The number of a payment that stays in the book. */
  let sold: string
  beforeAll(async () => {
    shop = await openShopWorld()
    console = await shop.world.open({ role: 'owner' })
  })
  afterAll(async () => {
    await console?.[Symbol.asyncDispose]()
    await shop?.[Symbol.asyncDispose]()
  })

  const goTo = async (tab: string) => {
    const { page } = console
    await page.getByRole('navigation', { name: 'Sluice' }).getByRole('link', { name: 'Orders' }).click()
    const tabs = page.getByRole('navigation', { name: 'Orders' })
    await tabs.getByRole('link', { name: tab, exact: true }).click()
  }
  const inbox = (name: string) =>
    console.page.getByRole('grid', { name: 'Payment inbox' }).getByRole('row', { name })

  it('finds an order by what WeChat calls its payment, and pays back a part, then the rest', async () => {
    const { page } = console
    const li = await shop.customer('li')
    const { order, transactionId } = await li.buy()
    const wang = await shop.customer('wang')
    sold = (await wang.buy()).outTradeNo
    await goTo('Orders')
    await page.getByRole('row', { name: order.number }).waitFor()
    await page.getByRole('searchbox').fill(transactionId)
    await page.getByRole('row', { name: 'wang@example.org' }).waitFor({ state: 'hidden' })
    expect(await seriousFindings(page)).toEqual([])
    await page.getByText(order.number).click()
    await page.getByRole('heading', { level: 1, name: `Order ${order.number}` }).waitFor()
    await page.getByText('Notified by WeChat').waitFor()
    await page.getByText(transactionId).waitFor()
    expect(await seriousFindings(page)).toEqual([])

    await page.getByRole('button', { name: 'Refund', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Keep it').click()
    await dialog.getByLabel('Amount').fill('99')
    await dialog.getByText('No more than ¥ 15.00 may go back').waitFor()
    await dialog.getByLabel('Amount').fill('5')
    await dialog.getByText('¥ 5.00 goes back to li@example.org by WeChat').waitFor()
    await dialog.getByText('Nothing is taken from the user.').waitFor()
    await dialog.getByText('¥ 10.00 of the order stays and may still go back.').waitFor()
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('slow last week')
    expect(await seriousFindings(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Pay back ¥ 5.00' }).click()
    await page.getByText('Partly refunded').waitFor()
    await eventually(
      'the refund to be settled',
      async () => (await shop.orderOf(order.number)).refunded === 500,
    )

    await page.getByRole('button', { name: 'Refund', exact: true }).click()
    await dialog.getByText('1 grant ends.').waitFor()
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('he asked')
    // A colleague pays some back meanwhile.
    const body = { amount: 100, policy: 'keep', reason: 'for the wait' } as const
    await shop.call(createRefund, { params: { orderId: order.id }, body })
    await dialog.getByText('By now ¥ 6.00 has gone back').waitFor()
    expect(await dialog.getByRole('button', { name: /^Pay back/ }).isDisabled()).toBe(true)
    await dialog.getByRole('button', { name: 'Yes, mine as well' }).click()
    await dialog.getByRole('button', { name: 'Pay back ¥ 9.00' }).click()
    await page.getByText('Refunded', { exact: true }).first().waitFor()
    await eventually(
      'all of it to be back',
      async () => (await shop.orderOf(order.number)).state === 'refunded',
    )
    const { refunds } = await shop.wechat.state()
    expect(refunds.map(({ fen }) => fen).sort((a, b) => a - b)).toEqual([100, 500, 900])
    await page.keyboard.press('Escape')
    await page.getByRole('row', { name: 'li@example.org' }).waitFor()
    expect(await page.getByRole('searchbox').inputValue()).toBe(transactionId)
  })

  it('enters money by hand, and settles what came besides: applied to an order, or paid back', async () => {
    const { page } = console
    const zhao = await shop.customer('zhao')
    const order = await zhao.order()
    await goTo('Orders')
    await page.getByRole('searchbox').fill('zhao@')
    await page.getByText(order.number).click()
    await page.getByRole('button', { name: 'Mark as paid' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Reference').fill('ICBC-20261126-77')
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('came by bank transfer')
    await dialog.getByRole('button', { name: 'Enter ¥ 15.00' }).click()
    await page.getByText('Entered by hand').waitFor()
    await page.getByText('came by bank transfer').waitFor()
    expect(await shop.orderOf(order.number)).toMatchObject({ state: 'fulfilled', received: 1_500 })

    // He had the QR code open still, and paid it as well; somebody else pays a sum that is none of his orders’.
    await shop.wechat.lateSuccess(await zhao.attempt(order))
    const other = await zhao.order()
    const sun = await shop.customer('sun')
    const short = await sun.order()
    await shop.wechat.pay(await sun.attempt(short), { override: { total: 900 } })
    await goTo('Payment inbox')
    await inbox('¥ 15.00').waitFor()
    await inbox('¥ 9.00').waitFor()
    expect(await seriousFindings(page)).toEqual([])
    await inbox('¥ 15.00').click()
    await page.getByRole('button', { name: `Apply to ${other.number}` }).click()
    await dialog.getByText(`Order ${other.number} of zhao@example.org counts as paid.`).waitFor()
    await dialog.getByText('It is given at once: 50 GB pack.').waitFor()
    await dialog.getByRole('button', { name: 'Fulfil the order' }).click()
    await page.getByRole('heading', { level: 1, name: `Order ${other.number}` }).waitFor()
    expect(await shop.orderOf(other.number)).toMatchObject({ state: 'fulfilled', received: 1_500 })

    await goTo('Payment inbox')
    await inbox('¥ 9.00').click()
    await page.getByText('Does not fit its order').waitFor()
    expect(await seriousFindings(page)).toEqual([])
    await page.getByRole('textbox', { name: 'Reason' }).fill('not the price')
    await page.getByRole('button', { name: 'Pay back ¥ 9.00' }).click()
    await page.getByText('How it was settled').waitFor()
    await goTo('Payment inbox')
    await page.getByText('No money waits').waitFor()
    const { refunds } = await shop.wechat.state()
    expect(refunds.map(({ fen }) => fen)).toContain(900)
  })

  it('counts orders by state and sorts them, and takes no reference of a payment twice', async () => {
    const { page } = console
    const order = await (await shop.customer('qian')).order()
    const { states } = await shop.call(countOrders, { query: {} })
    const unpaid = states.find(({ state }) => state === 'pending')?.orders ?? 0
    await goTo('Orders')
    await page.getByRole('row', { name: 'li@example.org' }).waitFor()
    // Times are the hub's, also in a window that opens here.
    await page.reload()
    await page
      .getByRole('row', { name: hubTime(order.createdAt) })
      .first()
      .waitFor()
    await page.getByRole('combobox', { name: 'State' }).click()
    await page.getByRole('option', { name: `Unpaid · ${unpaid}` }).click()
    await page.getByRole('row', { name: 'li@example.org' }).waitFor({ state: 'hidden' })
    await page.getByText(unpaid === 1 ? '1 order' : `${unpaid} orders`, { exact: true }).waitFor()
    await page.getByRole('columnheader', { name: 'Total' }).getByRole('button').click()
    await page.getByRole('columnheader', { name: 'Total' }).and(page.locator('[aria-sort]')).waitFor()
    await page.getByText(order.number).click()

    await page.getByRole('button', { name: 'Mark as paid' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Reference' }).fill('ICBC-20261126-77')
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('came by bank transfer')
    await dialog.getByRole('button', { name: 'Enter ¥ 15.00' }).click()
    await dialog.getByRole('alert').getByText('reference').first().waitFor()
    expect(await seriousFindings(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    expect(await shop.orderOf(order.number)).toMatchObject({ state: 'pending' })
  })

  it('shows where bill and book differ until they agree, what came by day and plan, and saves both', async () => {
    const { page } = console
    const today = billDayOf(shop.clock.now())
    await shop.wechat.settings({ billOmits: [sold] })
    shop.clock.jump(2 * day)
    await shop.call(runBill, { body: { merchantId: shop.merchant.id, day: today } })
    // Two days later he is asked who he is, and comes back to where he was.
    const { email, password } = await shop.world.staff('owner')
    await page.getByText('Your session has ended').waitFor()
    await page.getByLabel('E-mail').fill(email)
    await page.getByRole('textbox', { name: 'Password' }).fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await goTo('Bills')
    await page.getByText('1 day differs').waitFor()
    await page.getByText('Payment missing in the bill').waitFor()
    await page.getByText('Look it up in the merchant console').waitFor()
    expect(await seriousFindings(page)).toEqual([])
    await shop.wechat.settings({ billOmits: [] })
    await page.getByRole('button', { name: 'Compare again' }).click()
    await page.getByText('Bills and books agree').waitFor()

    await goTo('Revenue')
    await page.getByText('In figures').waitFor()
    await page.getByText('Plan', { exact: true }).click()
    await page.getByText('50 GB pack').waitFor()
    expect(await seriousFindings(page)).toEqual([])
    await page.getByRole('button', { name: 'Export as CSV' }).click()
    await goTo('Orders')
    await page.getByRole('button', { name: 'Export' }).click()
    const files = () => console.saved().map(({ bytes }) => bytes.toString())
    await eventually('both files', async () => files().length === 2)
    const all = files().join('\n')
    expect(all).toContain('li@example.org')
    expect(all).toContain('50 GB pack')
  })

  it('offers a reader nothing that the hub would refuse him', async () => {
    await using reader = await shop.world.open({ role: 'viewer', language: 'zh' })
    const { page } = reader
    await page.getByRole('link', { name: '订单' }).click()
    await page.getByRole('row', { name: 'zhao@example.org' }).first().click()
    await page.getByText('已核实的收款').waitFor()
    expect(await page.getByRole('button', { name: '退款' }).count()).toBe(0)
    await page.keyboard.press('Escape')
    await page.getByRole('link', { name: '待处理款项' }).click()
    await page.getByText('没有待处理款项').waitFor()
    expect(await seriousFindings(page)).toEqual([])
  })
})
