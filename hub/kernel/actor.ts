import type { Role } from '../contract/rights.ts'

/** Who causes a change: written to the audit log. */
export type Actor =
  | { readonly kind: 'operator'; readonly id: number; readonly name: string; readonly role: Role }
  | { readonly kind: 'command-line'; readonly name: string }
  | { readonly kind: 'system'; readonly name: string }

/** As it stands in the audit log: `operator:3 Li`, `command-line:root`, `system:gate`. */
export function actorText(actor: Actor): string {
  const text =
    actor.kind === 'operator' ? `operator:${actor.id} ${actor.name}` : `${actor.kind}:${actor.name}`
  return text.slice(0, 128)
}
