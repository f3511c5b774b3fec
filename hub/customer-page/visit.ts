import type { FastifyRequest } from 'fastify'
import type { Instant } from '../contract/primitives.ts'
import { brandOf } from './brand-rule.ts'
import { cookieName, isSecure, sessionCookie } from './cookie-names.ts'
import { type Device, deviceOf } from './device-rule.ts'
import { chooseLocale, chooseTheme, type Locale, type Theme } from './locale-rule.ts'
import { en } from './locales/en.ts'
import { type Words, zh } from './locales/zh.ts'
import type { PageDeps } from './page-deps.ts'
import type { Origin, SignedIn } from './ports.ts'
import { type Amounts, renderAmounts } from './render-amounts.ts'

/** What every view needs to know of a request. */
export interface Visit {
  readonly locale: Locale
  readonly words: Words
  /** What the service is called. */
  readonly brand: string
  readonly theme: Theme
  readonly amounts: Amounts
  readonly now: Instant
  readonly path: string
  readonly signedIn: SignedIn | null
  /** For the hidden field of forms. */
  readonly csrf: string
  readonly payments: 'live' | 'sandbox' | 'none'
  readonly inWechat: boolean
  readonly device: Device
}

export const wordsOf = (locale: Locale): Words => (locale === 'zh' ? zh : en)

export function originOf(request: FastifyRequest): Origin {
  return { address: request.ip, userAgent: (request.headers['user-agent'] ?? '').slice(0, 200) }
}

/** Where the visitor is: of a form that was sent, the page it stands on. */
export function pageOf({ method, url }: FastifyRequest): string {
  if (method === 'GET') return url
  return /^\/(register|sign-in|reset|buy|account)/.exec(url)?.[0] ?? '/'
}

/** The token of the session that the request claims; null: none. */
export function sessionTokenOf(deps: PageDeps, request: FastifyRequest): string | null {
  return request.cookies[cookieName(sessionCookie, isSecure(deps, request))] ?? null
}

/** Looks who is there and how he wants to read. */
export async function readVisit(deps: PageDeps, request: FastifyRequest): Promise<Visit> {
  const { cookies, headers } = request
  const locale = chooseLocale(cookies['lang'], headers['accept-language'])
  const token = sessionTokenOf(deps, request)
  const agent = headers['user-agent'] ?? ''
  return {
    locale,
    words: wordsOf(locale),
    brand: brandOf(await deps.serviceName(), locale),
    theme: chooseTheme(cookies['theme']),
    amounts: renderAmounts(locale, deps.timeZone),
    now: deps.clock.now(),
    path: pageOf(request),
    signedIn: token === null ? null : await deps.accounts.findSession(token),
    csrf: deps.csrf.fieldFor(request),
    payments: await deps.shop.payments(),
    inWechat: /MicroMessenger/i.test(agent),
    device: deviceOf(agent),
  }
}

/** The same for a page that must be shown whatever fails: nobody is signed in on it. */
export function plainVisit(
  deps: Pick<PageDeps, 'timeZone' | 'clock' | 'lastServiceName'>,
  request: FastifyRequest,
): Visit {
  const locale = chooseLocale(request.cookies?.['lang'], request.headers['accept-language'])
  return {
    locale,
    words: wordsOf(locale),
    brand: brandOf(deps.lastServiceName(), locale),
    theme: chooseTheme(request.cookies?.['theme']),
    amounts: renderAmounts(locale, deps.timeZone),
    now: deps.clock.now(),
    path: pageOf(request),
    signedIn: null,
    csrf: '',
    payments: 'live',
    inWechat: false,
    device: 'desk',
  }
}
