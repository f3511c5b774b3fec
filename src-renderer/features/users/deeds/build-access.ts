import type { revealSubscription } from '../../../../hub/contract/admin/subscriptions.ts'
import type { AccessLine } from '../../../../hub/contract/admin/users.ts'
import type { EndpointAnswer } from '../../../../hub/contract/endpoint.ts'

export interface AccessChoice {
  readonly name: string
  readonly hint: string
  /** What is copied, and what the QR code holds. */
  readonly text: string
}

/** What an operator may hand to a user: his link, plain and for each client, or one `ss://` line for each address. */
export function accessChoices(
  by: 'link' | 'node',
  address: EndpointAnswer<typeof revealSubscription> | null,
  lines: readonly AccessLine[],
  anyClient: string,
): readonly AccessChoice[] {
  if (by === 'node') {
    return lines.map(({ nodeName, host, port, uri }) => ({
      name: nodeName,
      hint: `${host.includes(':') ? `[${host}]` : host}:${port}`,
      text: uri,
    }))
  }
  if (address === null || address.link === null) return []
  return [
    { name: anyClient, hint: '', text: address.link },
    ...address.imports.map(({ client, format, url }) => ({ name: client, hint: format, text: url })),
  ]
}
