/** States of an invitation; its diagram is in docs/selling.md. */
export type InvitationState = 'waiting' | 'held' | 'granted' | 'taken_back' | 'none'

const moves: Readonly<Record<InvitationState, readonly InvitationState[]>> = {
  // Nothing is given where the first order earns nothing.
  waiting: ['held', 'none'],
  // Nobody is left to be given it.
  held: ['granted', 'taken_back', 'none'],
  granted: ['taken_back'],
  taken_back: [],
  none: [],
}

export function mayMoveInvitation(from: InvitationState, to: InvitationState): boolean {
  return moves[from].includes(to)
}
