import { renderBytes, renderLastDay } from '../mail/render-amounts.ts'
import { cleanName } from './build-server-names.ts'
import type { Subscription } from './map-entries.ts'
import { renderSsList } from './render-ss-list.ts'

/**
 * Shadowrocket's list: base64 of a `STATUS=` line that it shows under the subscription's name, the name itself in
 * `REMARKS=`, and SIP002 addresses. `timeZone` decides which day the plan ends on.
 */
export function renderShadowrocket(subscription: Subscription, timeZone: string): string {
  const { usage, locale, title } = subscription
  const used = renderBytes(usage.upload + usage.download)
  const total = usage.total === null ? '∞' : renderBytes(usage.total)
  const end = usage.expiresAt === null ? '' : `, ⏳ ${renderLastDay(usage.expiresAt, timeZone, locale)}`
  const text = `STATUS=📊 ${used} / ${total}${end}\nREMARKS=${cleanName(title)}\n${renderSsList(subscription)}`
  return Buffer.from(text, 'utf8').toString('base64')
}
