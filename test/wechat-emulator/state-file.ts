import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { Identity } from './crypto/create-identity.ts'
import type { ClockState } from './emulator-clock.ts'
import type { LedgerRows } from './ledger.ts'
import type { Job } from './send-notifications.ts'
import type { Settings } from './settings.ts'

/** Everything that outlives a restart. */
export interface SavedState extends LedgerRows {
  readonly version: 1
  readonly identity: Identity
  readonly clock: ClockState
  readonly settings: Settings
  readonly jobs: readonly Job[]
}

/** Null where there is none yet. The file is the emulator's own: it is trusted once its version is right. */
export function readState(path: string): SavedState | null {
  if (!existsSync(path)) return null
  const saved: SavedState = JSON.parse(readFileSync(path, 'utf8'))
  if (saved.version !== 1)
    throw new Error(`${path} was written by another version: delete it to start afresh`)
  return saved
}

/** Whole or not at all; readable by its owner alone, as it holds keys. */
export function writePrivate(path: string, content: unknown): void {
  writeFileSync(`${path}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${path}.new`, path)
}
