import type { i18n, TFunction } from 'i18next'
import type { TimelineEntry } from '../../../hub/contract/admin/timeline.ts'
import type { Formats } from '../../lib/use-format.ts'
import { enforcement } from './build-timeline.ts'
import { parseActor } from './parse-actor.ts'

export interface EntryText {
  readonly title: string
  /** What else is to be known of it, most telling first. */
  readonly details: readonly string[]
}

interface Words {
  readonly t: TFunction<readonly ['users', 'common']>
  readonly i18n: i18n
  readonly format: Formats
}

/** An entry of the timeline in words: what happened, why, and who or what led to it. */
export function describeEntry(entry: TimelineEntry, words: Words): EntryText {
  const { t, format } = words
  switch (entry.kind) {
    case 'order.placed':
    case 'order.fulfilled':
    case 'order.held':
    case 'order.closed': {
      const { number, title, quantity, total, mode, method, reason } = entry.facts
      const what = `${title[format.language]}${quantity > 1 ? ` × ${quantity}` : ''}`
      return {
        title: t(`timeline.${entry.kind}`, { what }),
        details: said(
          format.money(total),
          method === null ? '' : t(`payMethod.${method}`),
          entry.kind === 'order.placed' ? t(`orderMode.${mode}`) : '',
          reason,
          number,
        ),
      }
    }
    case 'payment.received': {
      const { amount, source, transactionId, orderNumber } = entry.facts
      return {
        title: t('timeline.payment.received', { amount: format.money(amount) }),
        details: said(t(`paymentSource.${source}`), orderNumber, transactionId),
      }
    }
    case 'refund.requested':
    case 'refund.succeeded':
    case 'refund.closed': {
      const { amount, policy, reason, by, orderNumber } = entry.facts
      return {
        title: t(`timeline.${entry.kind}`, { amount: format.money(amount) }),
        details: said(t(`refundPolicy.${policy}`), reason, byWhom(by, words), orderNumber),
      }
    }
    case 'grant.given':
    case 'grant.ended': {
      const { source, grants, bytes, used, validUntil, reason, by } = entry.facts
      const amount = bytes === null ? t('common:unlimited') : format.bytes(bytes)
      return {
        title: t(`timeline.${entry.kind}`, { amount, source: t(`grantSource.${source}`) }),
        details: said(
          grants > 1 ? t('inParts', { count: grants }) : '',
          validUntil === null ? t('untilUsed') : t('untilDay', { day: format.day(validUntil) }),
          entry.kind === 'grant.ended' ? t('usedBytes', { used: format.bytes(used) }) : '',
          reason,
          byWhom(by, words),
        ),
      }
    }
    case 'cycle.begun':
      return {
        title: t('timeline.cycle.begun'),
        details: [t('untilDay', { day: format.short(entry.facts.endsAt) })],
      }
    case 'cycle.ended': {
      const { charged, upload, download, overrun } = entry.facts
      return {
        title: t('timeline.cycle.ended', { charged: format.bytes(charged) }),
        details: said(
          `${t('common:download')} ${format.bytes(download)}`,
          `${t('common:upload')} ${format.bytes(upload)}`,
          overrun > 0 ? t('overrun', { bytes: format.bytes(overrun) }) : '',
        ),
      }
    }
    case 'gate.opened':
    case 'gate.closed':
      return describeGate(entry, words)
    case 'config.confirmed': {
      const { nodeName, revision } = entry.facts
      return {
        title: t('timeline.config.confirmed', { node: nodeName }),
        details: [t('revision', { revision })],
      }
    }
    case 'operator.acted': {
      const { action, actor, reason, changed } = entry.facts
      const fields = changed.map(field => word(`users:fieldName.${field}`, field, words))
      return {
        title: actOf(action, words),
        details: said(byWhom(actor, words), reason, fields.join(t('comma'))),
      }
    }
    case 'mail.queued':
    case 'mail.sent':
    case 'mail.failed': {
      const { template, problem } = entry.facts
      return {
        title: t(`timeline.${entry.kind}`, { mail: word(`users:mailName.${template}`, template, words) }),
        details: said(problem),
      }
    }
  }
}

function describeGate(
  entry: Extract<TimelineEntry, { kind: 'gate.opened' | 'gate.closed' }>,
  words: Words,
): EntryText {
  const { t, format } = words
  const { gate, before, cause, node } = entry.facts
  const enforced = enforcement(entry)
  const gateWord = (name: string) => word(`common:gate.${name}`, name, words)
  return {
    title:
      entry.kind === 'gate.opened'
        ? t('timeline.gate.opened')
        : t('timeline.gate.closed', { reason: gateWord(gate) }),
    details: said(
      cause === 'usage'
        ? node === null
          ? t('cause.usage')
          : t('causeNode', { node: node.nodeName })
        : cause === 'due' || cause === 'check'
          ? t(`cause.${cause}`)
          : t('causeAct', { act: actOf(cause, words) }),
      enforced === null
        ? ''
        : enforced.lastedMs === null
          ? t('enforcedPart', { done: enforced.done, all: enforced.all })
          : t('enforced', { count: enforced.all, time: format.duration(enforced.lastedMs) }),
      entry.kind === 'gate.opened' && before !== 'open' ? t('gateBefore', { reason: gateWord(before) }) : '',
    ),
  }
}

/** A deed in words; as the audit log calls it where there are none. */
function actOf(action: string, words: Words): string {
  return word(`users:act.${action}`, action, words)
}

function byWhom(actor: string, { t }: Words): string {
  if (actor === '') return ''
  const { kind, name } = parseActor(actor)
  if (kind === 'system') return t('bySystem')
  if (kind === 'customer') return t('byCustomer')
  return kind === 'operator' ? t('by', { name }) : t('byCommand', { name })
}

/** Hubs may know more kinds than this window has words for. */
function word(key: string, fallback: string, { t, i18n }: Words): string {
  return i18n.exists(key) ? String(t(key as 'users:user')) : fallback
}

function said(...parts: readonly string[]): readonly string[] {
  return parts.filter(part => part !== '')
}
