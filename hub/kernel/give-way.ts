/** So long may work go on before others have their turn: requests, events, the collection's answers. */
const longestTurnMs = 20

let turnBegan = 0

/**
 * To be awaited between two pieces of long work: lets everything else that waits in this process go first, where the
 * last time that was done lies further back. SQLite answers within the call, so that a hundred statements in a row
 * would otherwise be one piece.
 */
export async function giveWay(): Promise<void> {
  if (performance.now() - turnBegan < longestTurnMs) return
  await new Promise<void>(resolve => setImmediate(resolve))
  turnBegan = performance.now()
}
