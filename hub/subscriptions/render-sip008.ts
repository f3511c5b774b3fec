import { dialable, type ServerEntry, type Subscription } from './map-entries.ts'

/** SIP008 online configuration, version 1. A server keeps its id when its name, host or port changes. */
export function renderSip008(subscription: Subscription): string {
  const { usage } = subscription
  const used = usage.upload + usage.download
  const document = {
    version: 1,
    servers: subscription.entries.map(dialable).map((server, position) => ({
      id: serverId(server, position),
      remarks: server.name,
      server: server.host,
      server_port: server.port,
      password: server.password,
      method: server.cipher,
    })),
    bytes_used: used,
    ...(usage.total === null ? {} : { bytes_remaining: Math.max(0, usage.total - used) }),
  }
  return `${JSON.stringify(document, null, 2)}\n`
}

/** A UUID whose bits are of our own choosing (RFC 9562, version 8): the address, or a notice's place in the list. */
function serverId({ addressId }: ServerEntry, position: number): string {
  const digits = (value: number, length: number) => value.toString(16).padStart(length, '0')
  const variant = addressId === 0 ? `9${digits(position % 4096, 3)}` : '8000'
  return `736c7569-6365-8000-${variant}-${digits(addressId, 12)}`
}
