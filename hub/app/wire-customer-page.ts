import { countCodeTry } from '../codes/limit-code-tries.ts'
import { readSettings } from '../config/edit-settings.ts'
import type { CustomerPageDeps } from '../customer-page/page-deps.ts'
import type { Accounts, Content, Invites, Shop, WantedOrder } from '../customer-page/ports.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Logger } from '../kernel/logger.ts'
import { type Failure, fail, type Outcome, RolledBack } from '../kernel/outcome.ts'
import { placeOrder, quoteFor } from '../orders/place-order.ts'
import type { FulfilFree, OrderCodes } from '../orders/ports.ts'
import type { WiredParts } from './ports.ts'

/** What the page is bound to, beside the wired parts. What is left out is not there: asking for it is `not_ready`. */
export interface CustomerPageBindings {
  readonly accounts?: Accounts
  readonly content?: Content
  readonly invites?: Invites
  readonly codes?: OrderCodes
  readonly fulfilFree?: FulfilFree
  readonly openAttempt?: Shop['openAttempt']
  readonly closeOrder?: Shop['close']
  readonly payments?: Shop['payments']
}

const notReady = async (): Promise<Failure> => fail('not_ready')

const noAccounts: Accounts = {
  findSession: async () => null,
  signIn: notReady,
  signOut: async () => {},
  needsInvitation: async () => false,
  askRegistration: notReady,
  register: notReady,
  askReset: notReady,
  reset: notReady,
  changePassword: notReady,
  askAddressChange: notReady,
  changeAddress: notReady,
  closeAccount: notReady,
  setLocale: async () => {},
  wantsReminders: async () => true,
  setReminders: async () => {},
}

const noContent: Content = { notices: async () => [], siteText: async () => null }
const noInvites: Invites = {
  codeOf: async () => null,
  terms: async () => ({ reward: { kind: 'none' }, holdDays: 0 }),
  invited: async () => [],
}

const noCodes: OrderCodes = {
  async find() {
    throw new RolledBack(fail('code_refused', { why: 'unknown' }))
  },
  async reserve() {
    throw new RolledBack(fail('code_refused', { why: 'unknown' }))
  },
  commit: async () => 'within',
  async release() {},
}
const noFulfilment: FulfilFree = async () => {
  throw new RolledBack(fail('not_ready'))
}

/** Binds what the customer page asks for to the use cases. */
export function wireCustomerPage(
  parts: WiredParts,
  logger: Logger,
  bound: CustomerPageBindings = {},
): CustomerPageDeps {
  const { database, clock, timeZone, random, vault, publicUrl, demo, readBalances, links } = parts
  const ordering = {
    database,
    clock,
    timeZone,
    random,
    codes: bound.codes ?? noCodes,
    fulfilFree: bound.fulfilFree ?? noFulfilment,
  }
  const guarded = <T>({ code, userId }: WantedOrder, ask: () => Promise<Outcome<T>>): Promise<Outcome<T>> =>
    code === null ? ask() : countCodeTry({ database, clock }, userId, ask)
  const buyer = (userId: number): Actor => ({ kind: 'system', name: `customer ${userId}` })
  return {
    database,
    clock,
    logger,
    vault,
    timeZone,
    publicUrl,
    serviceName: async () => (await database.inTransaction(readSettings)).serviceName,
    demo,
    readBalances,
    random,
    links,
    accounts: bound.accounts ?? noAccounts,
    content: bound.content ?? noContent,
    invites: bound.invites ?? noInvites,
    shop: {
      quote: wanted => guarded(wanted, () => quoteFor(ordering, wanted)),
      place: wanted => guarded(wanted, () => placeOrder(ordering, wanted, buyer(wanted.userId))),
      close: bound.closeOrder ?? notReady,
      openAttempt: bound.openAttempt ?? notReady,
      payments: bound.payments ?? (async () => 'none'),
    },
  }
}
