import type { BackupView } from '../../../../hub/contract/admin/backups.ts'

/** When a backup that is still there was last restored for proof; null where none was. */
export function findProven(backups: readonly BackupView[]): number | null {
  const proofs = backups
    .filter(({ state, check }) => state === 'done' && check === 'good')
    .map(({ checkedAt }) => checkedAt ?? 0)
  return proofs.length === 0 ? null : Math.max(...proofs)
}

/** Another one cannot be begun before it is whole. */
export function isUnderWay({ state }: BackupView): boolean {
  return state === 'queued' || state === 'running'
}

/** One that waits for its check may be checked at once. */
export function wasChecked({ check }: BackupView): boolean {
  return check === 'good' || check === 'bad'
}

/** How far it is, 0 to 1. */
export function progressOf({ rowsDone, rowsTotal }: BackupView): number {
  return rowsTotal === 0 ? 0 : Math.min(1, rowsDone / rowsTotal)
}
