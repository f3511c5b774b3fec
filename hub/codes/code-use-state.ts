/** States of a use of a code; its diagram is in docs/selling.md. */
export type CodeUseState = 'reserved' | 'committed' | 'released'

const moves: Readonly<Record<CodeUseState, readonly CodeUseState[]>> = {
  reserved: ['committed', 'released'],
  committed: [],
  // Money that came late.
  released: ['committed'],
}

export function mayMoveCodeUse(from: CodeUseState, to: CodeUseState): boolean {
  return moves[from].includes(to)
}
