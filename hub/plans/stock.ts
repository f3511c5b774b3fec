import { affectedOf, type Tx } from '../db/transaction.ts'

/** Takes one piece of a plan's stock; false where none is left. Endless stock is not counted. */
export async function takeStock(tx: Tx, planId: number): Promise<boolean> {
  const changed = affectedOf(
    await tx.query(
      'UPDATE plans SET stock = CASE WHEN stock IS NULL THEN NULL ELSE stock - 1 END WHERE id = ? AND (stock IS NULL OR stock > 0)',
      [planId],
    ),
  )
  return changed === 1
}

/** Gives a piece back. */
export async function returnStock(tx: Tx, planId: number): Promise<void> {
  await tx.query('UPDATE plans SET stock = stock + 1 WHERE id = ? AND stock IS NOT NULL', [planId])
}
