import type { Cipher } from '../contract/ciphers.ts'
import type { ServerEntry } from './map-entries.ts'

/** One address of one of the user's nodes, as the database tells it. */
export interface NodeAddressLine {
  readonly addressId: number
  readonly nodeId: number
  readonly nodeName: string
  /** ISO 3166-1 alpha-2. */
  readonly country: string
  /** Thousandths: 1000 charges every byte once. */
  readonly rate: number
  readonly kind: 'domain' | 'ipv4' | 'ipv6' | 'relay'
  readonly host: string
  /** Port to dial, the relay's offset added. */
  readonly port: number
}

/** The flag of a country from its two regional indicators; nothing for what is not two letters. */
export function flagOf(country: string): string {
  if (!/^[A-Za-z]{2}$/.test(country)) return ''
  return [...country.toUpperCase()]
    .map(letter => String.fromCodePoint(0x1f1e6 + letter.charCodeAt(0) - 65))
    .join('')
}

/** ` ×1.5` from 1500; nothing for the ordinary rate. */
export function rateMark(thousandths: number): string {
  return thousandths === 1_000 ? '' : ` ×${thousandths / 1_000}`
}

const addressMarks = { domain: '', ipv4: '', ipv6: ' IPv6', relay: ' Relay' } as const

/**
 * One line of text that any format can carry: no control or line characters, no halves of surrogate pairs, no
 * invisible marks that turn the direction of reading, at most 80 characters.
 */
export function cleanName(name: string): string {
  const oneLine = name
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffd\ufffe\uffff]+/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim()
  return [...oneLine].slice(0, 80).join('').trim()
}

/**
 * Names every address in the order given: flag, node, kind of the address where it is told apart by it, rate.
 * Most clients drop or refuse the second of two equal names, so equal ones are numbered.
 */
export function nameServers(
  lines: readonly NodeAddressLine[],
  access: { readonly cipher: Cipher; readonly password: string },
): ServerEntry[] {
  const used = new Set<string>()
  return lines.map(line => {
    const flag = flagOf(line.country)
    const named = cleanName(line.nodeName)
    // A name that begins with the flag already does not get it twice.
    const flagged = flag === '' || named.startsWith(flag) ? named : `${flag} ${named}`
    const name = unused(`${flagged}${addressMarks[line.kind]}${rateMark(line.rate)}`, used)
    used.add(name)
    return { kind: 'server', addressId: line.addressId, name, host: line.host, port: line.port, ...access }
  })
}

function unused(wanted: string, used: ReadonlySet<string>): string {
  if (!used.has(wanted)) return wanted
  let number = 2
  while (used.has(`${wanted} #${number}`)) number += 1
  return `${wanted} #${number}`
}
