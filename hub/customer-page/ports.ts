import type { OrderWish, Quote } from '../contract/customer/quote.ts'
import type { Instant } from '../contract/primitives.ts'
import type { OrderRow } from '../db/entities/orders.ts'
import type { Outcome } from '../kernel/outcome.ts'
import type { Locale } from './locale-rule.ts'

/** Where a request came from: for limits and for the list of sessions. */
export interface Origin {
  readonly address: string
  readonly userAgent: string
}

/** Somebody who is signed in. */
export interface SignedIn {
  readonly userId: number
  readonly email: string
}

/** A new session: its token goes into the cookie and nowhere else. */
export interface NewSession {
  readonly token: string
  readonly userId: number
}

/**
 * Customers' accounts. Failures of `ask…` never tell whether an address exists: they are `too_many_requests`,
 * `bad_request` (no address) and `code_refused` (an invitation is needed).
 */
export interface Accounts {
  findSession(token: string): Promise<SignedIn | null>
  signIn(given: {
    readonly email: string
    readonly password: string
    readonly origin: Origin
  }): Promise<Outcome<NewSession>>
  signOut(token: string): Promise<void>
  /** Whether nobody registers without an invitation. */
  needsInvitation(): Promise<boolean>
  askRegistration(given: {
    readonly email: string
    readonly inviteCode: string | null
    readonly locale: Locale
    readonly origin: Origin
  }): Promise<Outcome<unknown>>
  register(given: {
    readonly email: string
    readonly code: string
    readonly password: string
    readonly inviteCode: string | null
    readonly locale: Locale
    readonly origin: Origin
  }): Promise<Outcome<NewSession>>
  askReset(given: {
    readonly email: string
    readonly locale: Locale
    readonly origin: Origin
  }): Promise<Outcome<unknown>>
  /** Ends every session. */
  reset(given: {
    readonly email: string
    readonly code: string
    readonly password: string
    readonly origin: Origin
  }): Promise<Outcome<unknown>>
  /** Ends every session and begins a new one. */
  changePassword(given: {
    readonly userId: number
    readonly password: string
    readonly newPassword: string
    readonly origin: Origin
  }): Promise<Outcome<NewSession>>
  askAddressChange(given: {
    readonly userId: number
    readonly password: string
    readonly email: string
    readonly locale: Locale
    readonly origin: Origin
  }): Promise<Outcome<unknown>>
  changeAddress(given: {
    readonly userId: number
    readonly email: string
    readonly code: string
    readonly origin: Origin
  }): Promise<Outcome<unknown>>
  closeAccount(given: {
    readonly userId: number
    readonly password: string
    readonly origin: Origin
  }): Promise<Outcome<unknown>>
  setLocale(userId: number, locale: Locale): Promise<void>
  /** Whether he is reminded of traffic and expiry by mail. */
  wantsReminders(userId: number): Promise<boolean>
  setReminders(userId: number, wanted: boolean): Promise<void>
}

export interface Notice {
  readonly id: number
  readonly level: 'info' | 'warning'
  readonly title: string
  readonly text: string
  /** Since when it is shown. */
  readonly at: Instant
}

/** What operators write for customers. */
export interface Content {
  notices(locale: Locale): Promise<readonly Notice[]>
  /** Plain text with empty lines between paragraphs; null: none was written. */
  siteText(name: 'terms' | 'privacy' | 'support', locale: Locale): Promise<string | null>
}

export type TradeType = 'native' | 'h5' | 'jsapi'

/** Where to pay: one of the three, by the trade type. */
export interface OpenedAttempt {
  readonly codeUrl?: string
  readonly h5Url?: string
  readonly jsapiParams?: Readonly<Record<string, string>>
  readonly expiresAt: Instant
}

export interface WantedOrder {
  readonly userId: number
  readonly planId: number | null
  readonly quantity: number
  readonly wish: OrderWish
  readonly code: string | null
}

/** Buying. */
export interface Shop {
  quote(wanted: WantedOrder): Promise<Outcome<Quote>>
  place(wanted: WantedOrder): Promise<Outcome<OrderRow>>
  /** Closes what is open at the provider too; a payment that was faster stays paid. */
  close(given: { readonly userId: number; readonly orderId: number }): Promise<Outcome<OrderRow>>
  openAttempt(given: {
    readonly orderId: number
    readonly tradeType: TradeType
    readonly clientIp: string
    readonly openId?: string
  }): Promise<Outcome<OpenedAttempt>>
  /** `sandbox`: payments go to an emulator; `none`: nobody can pay yet. */
  payments(): Promise<'live' | 'sandbox' | 'none'>
}

/** A server of a user as one link that any Shadowsocks client takes; it holds his password. */
export interface ServerAddress {
  readonly name: string
  readonly uri: string
}

/** A user's link: its address without format. Null: links cannot be made, since no public address is configured. */
export interface Links {
  link(userId: number): Promise<string | null>
  /** His servers; none while he may not pass. */
  servers(userId: number): Promise<readonly ServerAddress[]>
  /** A new link and a new proxy password: the old ones are dead. */
  rotate(userId: number): Promise<Outcome<unknown>>
}

export type InviteReward =
  | { readonly kind: 'none' }
  | { readonly kind: 'days'; readonly days: number }
  | { readonly kind: 'bytes'; readonly bytes: number }
  | { readonly kind: 'percent'; readonly percent: number }

/** What inviting is rewarded with; `holdDays` after the first paid order. */
export interface InviteTerms {
  readonly reward: InviteReward
  readonly holdDays: number
}

export interface InvitedPerson {
  readonly at: Instant
  readonly state: 'waiting' | 'held' | 'granted' | 'taken_back' | 'none'
}

export interface Invites {
  /** The user's own code, made when first asked for; null: customers invite nobody. */
  codeOf(userId: number): Promise<string | null>
  terms(): Promise<InviteTerms>
  invited(userId: number): Promise<readonly InvitedPerson[]>
}
