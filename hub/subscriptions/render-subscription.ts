import type { SubscriptionFormat } from './choose-format-rule.ts'
import type { Subscription } from './map-entries.ts'
import { renderClash } from './render-clash.ts'
import { renderOutline } from './render-outline.ts'
import { renderShadowrocket } from './render-shadowrocket.ts'
import { renderSingBox } from './render-sing-box.ts'
import { renderSip008 } from './render-sip008.ts'
import { renderSsBase64, renderSsList } from './render-ss-list.ts'
import { renderSurge } from './render-surge.ts'

/** A format that a client reads; the page is for people. */
export type ClientFormat = Exclude<SubscriptionFormat, 'page'>

const renderers: Readonly<Record<ClientFormat, (subscription: Subscription, timeZone: string) => string>> = {
  plain: renderSsList,
  base64: renderSsBase64,
  sip008: renderSip008,
  clash: renderClash,
  'sing-box': renderSingBox,
  outline: renderOutline,
  surge: renderSurge,
  shadowrocket: renderShadowrocket,
}

/** The body of an answer. `timeZone` decides which day a plan ends on, where a format says so. */
export function renderSubscription(
  subscription: Subscription,
  format: ClientFormat,
  timeZone: string,
): string {
  return renderers[format](subscription, timeZone)
}
