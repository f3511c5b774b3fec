/** Who did something, as the log writes it: `operator:3 Li`, `command-line:root`, `system:gate`, `system:customer 12`. */
export type Actor =
  | { readonly kind: 'operator'; readonly id: number; readonly name: string }
  | { readonly kind: 'command-line'; readonly name: string }
  | { readonly kind: 'customer'; readonly userId: number }
  | { readonly kind: 'system'; readonly name: string }

export function parseActor(text: string): Actor {
  const operator = /^operator:(\d+) ?(.*)$/s.exec(text)
  if (operator !== null) return { kind: 'operator', id: Number(operator[1]), name: operator[2] ?? '' }
  const customer = /^system:customer (\d+)$/.exec(text)
  if (customer !== null) return { kind: 'customer', userId: Number(customer[1]) }
  const at = text.indexOf(':')
  const name = text.slice(at + 1)
  return { kind: text.startsWith('command-line:') ? 'command-line' : 'system', name }
}

/** The name alone: `Li`, `root`. */
export function nameOfActor(text: string): string {
  const actor = parseActor(text)
  return actor.kind === 'customer' ? `#${actor.userId}` : actor.name
}
