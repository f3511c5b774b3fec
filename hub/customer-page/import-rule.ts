import type { ImportLink } from '../subscriptions/build-import-links.ts'
import type { Device } from './device-rule.ts'

/** Every way into a client that has a page, the usual ones first. */
export const importNames = [
  'shadowrocket',
  'clash',
  'sing-box',
  'surge',
  'outline',
  'ss',
  'sip008',
  'base64',
] as const
export type ImportName = (typeof importNames)[number]

/** The client that most have on such a device: Shadowrocket knows Apple's alone. */
export const usualClient = (device: Device): ImportName => (device === 'apple' ? 'shadowrocket' : 'clash')

export const importName = (wanted: string | undefined): ImportName | null =>
  importNames.find(name => name === wanted) ?? null

/**
 * What the picture holds: the link that opens the client, for a phone's camera; for those whose own scanner wants an
 * address, the address.
 */
export function scanTextOf({ format, href, url }: ImportLink): string {
  return format === 'clash' ? url : href
}
