/** What the database and the start-up say about the master key. */
export interface MasterKeyFacts {
  /** Fingerprint of the key that was given; null: none was. */
  readonly given: string | null
  /** Fingerprint that the database was sealed with; null: it has none. */
  readonly stored: string | null
  /** Whether the database holds anything at all. */
  readonly isEmpty: boolean
}

export type MasterKeyDecision =
  | { readonly kind: 'use' }
  /** The key that was given becomes this database's key. */
  | { readonly kind: 'adopt' }
  /** A key is generated: the database is empty, so nothing can be lost by it. */
  | { readonly kind: 'generate' }
  | { readonly kind: 'refuse'; readonly problem: string }

const remedy =
  'Restore the key of this database: set SLUICE_MASTER_KEY, or put the key file master.key (mode 600) back into the data directory.'

/** Decides whether the hub may start with this key. It never makes a key for a database that holds something. */
export function decideMasterKey(facts: MasterKeyFacts): MasterKeyDecision {
  const { given, stored, isEmpty } = facts
  if (stored !== null) {
    if (given === stored) return { kind: 'use' }
    const what =
      given === null
        ? `The database is sealed with the master key ${stored}, and no key was given.`
        : `The database is sealed with the master key ${stored}, but the key given is ${given}.`
    return { kind: 'refuse', problem: `${what} ${remedy}` }
  }
  if (!isEmpty) {
    return {
      kind: 'refuse',
      problem: `The database holds data but no fingerprint of its master key: it was not written by a hub that finished its first start. ${remedy}`,
    }
  }
  return given === null ? { kind: 'generate' } : { kind: 'adopt' }
}
