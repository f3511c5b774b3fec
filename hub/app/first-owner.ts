import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from '../db/transaction.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Logger } from '../kernel/logger.ts'
import { createFirstOwner } from '../operators/create-operator.ts'
import type { Passwords } from '../operators/passwords.ts'

/** Where the first credentials are written when nobody watches a terminal. */
export const firstOwnerFile = (dataDirectory: string) => join(dataDirectory, 'first-owner.txt')

const owner = { email: 'owner@localhost', name: 'Owner' }

/**
 * Makes the first account on an empty database. Its password is shown once on a terminal; otherwise it is written
 * to a file that only its owner may read, and the log names the file, never the password.
 */
export async function announceFirstOwner(deps: {
  readonly database: Database
  readonly clock: Clock
  readonly passwords: Passwords
  readonly logger: Logger
  readonly dataDirectory: string
}): Promise<void> {
  const made = await createFirstOwner(deps, owner, { kind: 'system', name: 'start' })
  if (made === null) return
  const text = `Sign in as ${made.email} with the password ${made.password}\nIt must be changed at the first sign-in.\n`
  if (process.stdout.isTTY) {
    process.stdout.write(`\n${text}This is shown only once.\n\n`)
    return
  }
  const file = firstOwnerFile(deps.dataDirectory)
  writeFileSync(file, text, { mode: 0o600 })
  deps.logger.info({ file }, 'a first owner was made; the credentials are in this file: remove it after use')
}
