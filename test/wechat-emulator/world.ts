import type { Identity } from './crypto/create-identity.ts'
import type { EmulatorClock } from './emulator-clock.ts'
import type { Journal } from './journal.ts'
import type { Ledger } from './ledger.ts'
import type { Sender } from './send-notifications.ts'
import type { Settings } from './settings.ts'

/** What one emulated WeChat Pay consists of. */
export interface World {
  readonly identity: Identity
  readonly clock: EmulatorClock
  readonly ledger: Ledger
  readonly journal: Journal
  readonly sender: Sender
  settings(): Settings
  /** Also saves how everything stands, the clock included. */
  changeSettings(patch: Partial<Settings>): void
  /** `http://127.0.0.1:port`, known once it listens. */
  origin(): string
}
