import * as z from 'zod'
import type { NodeAddress, NodeView } from '../../../hub/contract/admin/node-views.ts'
import { cipher } from '../../../hub/contract/ciphers.ts'
import { parsePorts, parseRate, parseWhole } from './parse-typed.ts'

/** The settings of a node as they are typed: numbers as text, so that half a number is no wrong one. */
export const nodeForm = z.strictObject({
  name: z.string(),
  country: z.string(),
  region: z.string(),
  capacity: z.string(),
  managementHost: z.string(),
  managementPort: z.string(),
  ciphers: z.array(cipher),
  portFrom: z.string(),
  portUntil: z.string(),
  blockedPorts: z.array(z.string()),
  note: z.string(),
})
export type NodeForm = z.output<typeof nodeForm>

export const addressForm = z.strictObject({
  kind: z.enum(['domain', 'ipv4', 'ipv6', 'relay']),
  host: z.string(),
  portOffset: z.string(),
})
export type AddressForm = z.output<typeof addressForm>

export const newNodeForm = z.strictObject({
  node: nodeForm,
  rate: z.string(),
  addresses: z.array(addressForm),
})
export type NewNodeForm = z.output<typeof newNodeForm>

export const emptyAddress: AddressForm = { kind: 'domain', host: '', portOffset: '0' }
export const emptyNode: NewNodeForm = {
  node: {
    ...{ name: '', country: '', region: '', capacity: '1000', managementHost: '', managementPort: '8471' },
    ...{ ciphers: ['aes-256-gcm', 'chacha20-ietf-poly1305'], portFrom: '10000', portUntil: '29999' },
    ...{ blockedPorts: [], note: '' },
  },
  rate: '1',
  addresses: [emptyAddress],
}

/** What an operator says of a node. */
export type NodeSettings = Pick<NodeView, keyof NodeForm>

export function buildNodeForm(node: NodeSettings): NodeForm {
  const { name, country, region, managementHost, ciphers, note } = node
  return {
    ...{ name, country, region, managementHost, ciphers, note },
    capacity: String(node.capacity),
    managementPort: String(node.managementPort),
    portFrom: String(node.portFrom),
    portUntil: String(node.portUntil),
    blockedPorts: node.blockedPorts.map(String),
  }
}

export type NodeProblem = 'missing' | 'country' | 'whole' | 'port' | 'range' | 'none'
export type NodeProblems = Partial<Readonly<Record<keyof NodeForm, NodeProblem>>>

/** What was typed as settings; `problems` where they are none yet. */
export function readNodeForm(form: NodeForm): {
  readonly settings: NodeSettings
  readonly problems: NodeProblems
} {
  const capacity = parseWhole(form.capacity, 0, 65_535)
  const managementPort = parseWhole(form.managementPort, 1, 65_535)
  const portFrom = parseWhole(form.portFrom, 1, 65_535)
  const portUntil = parseWhole(form.portUntil, 1, 65_535)
  const blockedPorts = parsePorts(form.blockedPorts)
  const isEmptyRange = portFrom !== null && portUntil !== null && portFrom > portUntil
  const problems: NodeProblems = {
    ...(form.name.trim() === '' ? { name: 'missing' } : {}),
    ...(/^[A-Za-z]{2}$/.test(form.country.trim()) ? {} : { country: 'country' }),
    ...(form.region.trim() === '' ? { region: 'missing' } : {}),
    ...(capacity === null ? { capacity: 'whole' } : {}),
    ...(form.managementHost.trim() === '' ? { managementHost: 'missing' } : {}),
    ...(managementPort === null ? { managementPort: 'port' } : {}),
    ...(form.ciphers.length === 0 ? { ciphers: 'none' } : {}),
    ...(portFrom === null ? { portFrom: 'port' } : {}),
    ...(portUntil === null ? { portUntil: 'port' } : isEmptyRange ? { portUntil: 'range' } : {}),
    ...(blockedPorts === null ? { blockedPorts: 'port' } : {}),
  }
  const settings: NodeSettings = {
    ...{ name: form.name.trim(), country: form.country.trim().toUpperCase(), region: form.region.trim() },
    ...{ capacity: capacity ?? 0, managementHost: form.managementHost.trim() },
    ...{ managementPort: managementPort ?? 0, ciphers: form.ciphers, portFrom: portFrom ?? 0 },
    ...{ portUntil: portUntil ?? 0, blockedPorts: blockedPorts ?? [], note: form.note },
  }
  return { settings, problems }
}

const settingNames = nodeForm.keyof().options
export type NodeSetting = (typeof settingNames)[number]

/** The settings in which two nodes differ. */
export function differingSettings(one: NodeSettings, other: NodeSettings): readonly NodeSetting[] {
  return settingNames.filter(name => JSON.stringify(one[name]) !== JSON.stringify(other[name]))
}

/** Only what was changed: an edit undoes nothing that it does not name. */
export function buildNodeChange(before: NodeSettings, after: NodeSettings): Partial<NodeSettings> {
  return Object.fromEntries(differingSettings(before, after).map(name => [name, after[name]]))
}

export function buildAddressForms(addresses: readonly NodeAddress[]): readonly AddressForm[] {
  return addresses.map(({ kind, host, portOffset }) => ({ kind, host, portOffset: String(portOffset) }))
}

/** The addresses that were typed; lines that were left empty are none. Null where one is half typed. */
export function readAddresses(forms: readonly AddressForm[]): NodeAddress[] | null {
  const found = forms
    .filter(({ host }) => host.trim() !== '')
    .map(({ kind, host, portOffset }) => {
      const offset = kind === 'relay' ? parseWhole(portOffset, -65_535, 65_535) : 0
      return offset === null ? null : { kind, host: host.trim(), portOffset: offset }
    })
  const whole = found.filter(address => address !== null)
  return whole.length === found.length ? whole : null
}

/** A new node as the hub takes it; null where something is missing. */
export function readNewNode(form: NewNodeForm) {
  const { settings, problems } = readNodeForm(form.node)
  const addresses = readAddresses(form.addresses)
  const rate = parseRate(form.rate)
  if (Object.keys(problems).length > 0 || addresses === null || rate === null) return null
  return { ...settings, addresses, rate }
}
