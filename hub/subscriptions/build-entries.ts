import type { Access, ClosedReason } from '../gate/access-rule.ts'
import { type MailLocale, renderBytes, renderLastDay } from '../mail/render-amounts.ts'
import { cleanName } from './build-server-names.ts'
import type { NoticeEntry, ServerEntry, SubscriptionEntry, SubscriptionUsage } from './map-entries.ts'

export interface EntriesFacts {
  readonly access: Access
  readonly servers: readonly ServerEntry[]
  readonly usage: SubscriptionUsage
  readonly locale: MailLocale
  readonly timeZone: string
  readonly homeUrl: string | null
  /** Whether a list begins with what is left. */
  readonly showRemaining: boolean
}

const causes: Readonly<Record<ClosedReason, Readonly<Record<MailLocale, string>>>> = {
  quota_used: { zh: '流量已用完', en: 'Out of data' },
  expired: { zh: '套餐已到期', en: 'Plan expired' },
  no_plan: { zh: '还没有套餐', en: 'No plan yet' },
  suspended: { zh: '账户已停用', en: 'Account suspended' },
  deleted: { zh: '账户已注销', en: 'Account closed' },
}

const advice: Readonly<Record<ClosedReason, Readonly<Record<MailLocale, string>> | null>> = {
  quota_used: { zh: '购买流量', en: 'buy more at' },
  expired: { zh: '续费', en: 'renew at' },
  no_plan: { zh: '购买套餐', en: 'buy one at' },
  suspended: { zh: '详情请见', en: 'ask at' },
  deleted: null,
}

/**
 * What a client lists: the servers of a user who may pass, under what is left where that is wanted; for any other user
 * no server but lines that say why, where to go, and to update the list afterwards.
 */
export function listEntries(facts: EntriesFacts): SubscriptionEntry[] {
  const { access, servers, locale } = facts
  if (access.kind === 'closed') return whyClosed(access.reason, facts)
  if (servers.length === 0) {
    return [
      notice(
        locale === 'zh' ? '节点准备中，请稍后更新订阅' : 'Servers are being prepared, update again soon',
      ),
    ]
  }
  return facts.showRemaining ? [...remaining(facts), ...servers] : [...servers]
}

function whyClosed(reason: ClosedReason, { locale, homeUrl }: EntriesFacts): NoticeEntry[] {
  const cause = causes[reason][locale]
  const step = advice[reason]
  if (step === null) return [notice(cause)]
  const shown = homeUrl === null ? null : homeUrl.replace(/\/+$/, '')
  const first = shown === null ? cause : `${cause}${locale === 'zh' ? '，' : ', '}${step[locale]} ${shown}`
  const then = locale === 'zh' ? '完成后请更新订阅' : 'Then update this subscription'
  return [notice(first), notice(then)]
}

function remaining({ usage, locale, timeZone }: EntriesFacts): NoticeEntry[] {
  const left = usage.total === null ? null : Math.max(0, usage.total - usage.upload - usage.download)
  const parts = [
    left === null ? null : `${locale === 'zh' ? '剩余' : 'Left'} ${renderBytes(left)}`,
    usage.expiresAt === null
      ? null
      : `${locale === 'zh' ? '到期' : 'until'} ${renderLastDay(usage.expiresAt, timeZone, locale)}`,
  ].filter(part => part !== null)
  return parts.length === 0 ? [] : [notice(parts.join(' · '))]
}

const notice = (name: string): NoticeEntry => ({ kind: 'notice', name: cleanName(name) })
