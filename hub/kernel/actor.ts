import type { Role } from '../contract/rights.ts'

/** A request that may be sent again where its answer was lost, and is carried out once. */
export interface RequestMark {
  /** Chosen by the sender; the same each time he sends it. */
  readonly key: string
  /** Of this one sending of it. */
  readonly callId: string
}

interface OperatorActor {
  readonly kind: 'operator'
  readonly id: number
  readonly name: string
  readonly role: Role
  readonly request?: RequestMark
}

/** Who causes a change: written to the audit log. */
export type Actor =
  | OperatorActor
  | { readonly kind: 'command-line'; readonly name: string }
  | { readonly kind: 'system'; readonly name: string }

/** As it stands in the audit log: `operator:3 Li`, `command-line:root`, `system:gate`. */
export function actorText(actor: Actor): string {
  const text =
    actor.kind === 'operator' ? `operator:${actor.id} ${actor.name}` : `${actor.kind}:${actor.name}`
  return text.slice(0, 128)
}
