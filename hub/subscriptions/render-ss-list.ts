import { buildSsUri } from '../nodes/build-ss-uri.ts'
import { dialable, type Subscription } from './map-entries.ts'

/** One SIP002 address a line. */
export function renderSsList(subscription: Subscription): string {
  return subscription.entries.map(entry => `${buildSsUri(dialable(entry))}\n`).join('')
}

/** The same list in base64 (with padding, one line), as most clients expect a subscription. */
export function renderSsBase64(subscription: Subscription): string {
  return Buffer.from(renderSsList(subscription), 'utf8').toString('base64')
}
