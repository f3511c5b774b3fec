export interface ActorName {
  readonly kind: 'operator' | 'command-line' | 'customer' | 'system'
  readonly name: string
}

/** Who did something, as the hub writes it: `operator:3 Li`, `command-line:root`, `system:customer 12`, `system:jobs`. */
export function parseActor(text: string): ActorName {
  const [, kind, name = ''] = /^([^:]*):(.*)$/s.exec(text) ?? []
  if (kind === 'operator') return { kind, name: name.replace(/^\d+ /, '') }
  if (kind === 'command-line') return { kind, name }
  const isCustomer = name === 'registration' || name.startsWith('customer ')
  return { kind: isCustomer ? 'customer' : 'system', name }
}
