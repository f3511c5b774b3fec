import { paymentCrashPoints } from '../../hub/kernel/crash-points.ts'
import { closePending } from '../../hub/payments/close-pending.ts'
import type { Fault } from '../wechat-emulator/fault-rule.ts'
import type { Trick } from '../wechat-emulator/trick-rule.ts'
import { operator } from './people-and-nodes.ts'
import type { SeededRandom } from './seeded-random.ts'
import type { Shop } from './shop.ts'

const minutes = 60_000

/** What a shop has that something may happen to. */
export interface Known {
  readonly users: number[]
  readonly plans: number[]
  readonly codes: string[]
  readonly orders: number[]
  readonly numbers: string[]
}

interface Step {
  readonly shop: Shop
  readonly random: SeededRandom
  readonly known: Known
  /** An order and the number of an attempt to pay one; there is always one of each. */
  readonly order: number
  readonly number: string
}

const forgeries: readonly [Trick, ...Trick[]] = [
  { kind: 'wrong_key' },
  { kind: 'unknown_serial' },
  { kind: 'tamper_body' },
  { kind: 'tamper_tag' },
  { kind: 'wrong_aad' },
  { kind: 'missing_headers' },
  { kind: 'bad_json' },
  { kind: 'signtest' },
  { kind: 'skew_clock', ms: -300_000 },
  { kind: 'skew_clock', ms: 300_000 },
]

const faults: readonly [Fault, ...Fault[]] = [
  'timeout_before',
  'timeout_after',
  'reset_mid_body',
  'error_500_before',
  'error_500_after',
  'rate_limited',
  'bad_gateway_after',
  'bad_signature',
  'bad_json',
]

/** Everything that may happen to a shop, with how often it does. What is refused, or ends the hub, is part of it. */
const steps: readonly (readonly [often: number, name: string, run: (step: Step) => Promise<unknown>])[] = [
  [8, 'order', placeSome],
  [
    2,
    'another way to pay',
    async ({ shop, known, order, random }) => {
      await shop.attempt(order, random.pick(['native', 'h5']))
      await keepNumbers(shop, known, order)
    },
  ],
  [5, 'pay', ({ shop, number }) => shop.wechat.pay(number)],
  [1, 'pay the wrong sum', ({ shop, number }) => shop.wechat.pay(number, { override: { total: 7 } })],
  [1, 'pay with a coupon', ({ shop, number }) => shop.wechat.pay(number, { couponFen: 100 })],
  [1, 'open the cashier', ({ shop, number }) => shop.wechat.beginPayment(number)],
  [2, 'pay what was begun', ({ shop, number }) => shop.wechat.confirmPayment(number)],
  [2, 'pay too late', ({ shop, number }) => shop.wechat.lateSuccess(number)],
  [2, 'pay before the create is answered', ({ shop }) => shop.wechat.payOnCreate()],
  [2, 'tell again', ({ shop, number }) => shop.wechat.forge(number, { copies: 3, inParallel: true })],
  [3, 'forge', ({ shop, number, random }) => shop.wechat.forge(number, { trick: random.pick(forgeries) })],
  [1, 'spoil the next', ({ shop, random }) => shop.wechat.trick(random.pick(forgeries))],
  [
    2,
    'lose, double or reorder',
    ({ shop, random }) =>
      shop.wechat.control.deliveryPolicy({
        lose: random.between(0, 2) === 0,
        copies: random.between(1, 3),
        inParallel: random.between(0, 1) === 0,
        reorder: random.between(0, 3),
      }),
  ],
  [1, 'hold', ({ shop }) => shop.wechat.holdNotifications()],
  [
    2,
    'release',
    ({ shop, random }) => shop.wechat.releaseNotifications(random.pick(['newest_first', 'oldest_first'])),
  ],
  [1, 'tell what failed', ({ shop }) => shop.wechat.deliverNow()],
  [
    4,
    'refund',
    ({ shop, order, random }) =>
      shop.refund({
        orderId: order,
        amount: random.pick([null, null, 300, 1_000]),
        policy: random.pick(['now', 'keep', 'cycle_end']),
      }),
  ],
  [
    4,
    'settle a refund',
    async ({ shop, random }) => {
      const open = (await shop.wechat.state()).refunds.filter(one => one.status === 'PROCESSING')
      const [refund] = random.shuffle(open)
      const status = random.pick(['SUCCESS', 'SUCCESS', 'CLOSED', 'ABNORMAL'] as const)
      if (refund !== undefined) await shop.wechat.settleRefund(refund.outRefundNo, { status })
    },
  ],
  [
    2,
    'refund in the console',
    ({ shop, number, random }) =>
      shop.wechat.consoleRefund(number, random.pick([300, 1_500]), { status: 'SUCCESS' }),
  ],
  [
    3,
    'decide about money',
    async ({ shop, order, random }) => {
      const [item] = random.shuffle((await shop.inbox()).filter(one => one.state === 'open'))
      return random.between(0, 1) === 0 ? shop.apply(item, order) : shop.payBack(item)
    },
  ],
  [1, 'mark as paid', ({ shop, order, random }) => shop.mark(order, `BANK-${random.between(1, 5)}`)],
  [
    2,
    'close',
    ({ shop, order }) => closePending(shop.shop, { orderId: order, actor: operator, why: 'asked' }),
  ],
  [
    1,
    'suspend or not',
    ({ shop, known, random }) => {
      const status = random.pick(['suspended', 'active', 'active'])
      const id = known.users[random.between(0, known.users.length - 1)] ?? 0
      return shop.database.inTransaction(tx =>
        tx.query('UPDATE users SET status = ? WHERE id = ?', [status, id]),
      )
    },
  ],
  [
    3,
    'end soon',
    async ({ shop, random }) => {
      Object.assign(shop.crashing, { at: random.pick(paymentCrashPoints), armed: 1 })
    },
  ],
  [
    2,
    'a fault of WeChat',
    ({ shop, random }) => shop.wechat.fault({ path: '/v3/' }, random.pick(faults), random.between(1, 3)),
  ],
  [6, 'wait', ({ shop, random }) => shop.pass(random.pick([5_000, 30_000, 3 * minutes, 31 * minutes]))],
]

const drawn = steps.flatMap(([often, name, run]) => Array.from({ length: often }, () => ({ name, run })))

/** One thing that happens; its name, and what it was refused with. */
export async function happen(
  shop: Shop,
  random: SeededRandom,
  known: Known,
): Promise<{ readonly name: string; readonly refusal: string | null }> {
  const one = random.between(0, drawn.length - 1)
  const { name, run } =
    known.numbers.length === 0 ? { name: 'order', run: placeSome } : (drawn[one] ?? never())
  const order = known.orders[random.between(0, known.orders.length - 1)] ?? 0
  const number = known.numbers[random.between(0, known.numbers.length - 1)] ?? ''
  const refusal = await run({ shop, random, known, order, number }).then(
    () => null,
    (error: unknown) => String(error),
  )
  return { name, refusal }
}

function never(): never {
  throw new Error('nothing was drawn')
}

async function placeSome({ shop, random, known }: Omit<Step, 'order' | 'number'>): Promise<void> {
  const userId = known.users[random.between(0, known.users.length - 1)] ?? 0
  const planId = known.plans[random.between(0, known.plans.length - 1)] ?? 0
  const code =
    random.between(0, 2) === 0 ? (known.codes[random.between(0, known.codes.length - 1)] ?? null) : null
  const wish = random.pick(['auto', 'switch', 'after'] as const)
  const placed = await shop.place({ userId, planId, wish, code, quantity: random.pick([1, 1, 2]) })
  if (!placed.ok) return
  const { id } = placed.value
  if (!known.orders.includes(id)) known.orders.push(id)
  await shop.attempt(id).finally(() => keepNumbers(shop, known, id))
}

async function keepNumbers(shop: Shop, known: Known, order: number): Promise<void> {
  for (const { outTradeNo } of await shop.attempts(order)) {
    if (!known.numbers.includes(outTradeNo)) known.numbers.push(outTradeNo)
  }
}
