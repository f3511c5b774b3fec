import { hkdfSync, scryptSync, timingSafeEqual } from 'node:crypto'
import type { Vault } from '../secrets/vault.ts'
import { BackupRefused } from './backup-refused.ts'
import type { Preamble } from './parse-contents.ts'

/** What a backup is encrypted with; the vault is needed either way, to know whose secrets are inside. */
export interface BackupSecret {
  readonly vault: Pick<Vault, 'fingerprint' | 'deriveKey'>
  /** Null: the key of the file comes from the master key. */
  readonly passphrase: string | null
}

export interface FileKey {
  readonly key: Buffer
  readonly check: string
}

const scryptCost = 131_072

/** How the key of a new file is made. */
export const keyOfNewFile = (secret: BackupSecret): Preamble['key'] =>
  secret.passphrase === null ? { kind: 'master' } : { kind: 'passphrase', cost: scryptCost }

/** The key of one file: no other file has the same salt, so counted nonces never repeat under it. */
export function deriveFileKey(secret: BackupSecret, key: Preamble['key'], saltHex: string): FileKey {
  const salt = Buffer.from(saltHex, 'hex')
  const root =
    key.kind === 'master'
      ? secret.vault.deriveKey('backup v1')
      : rootOfPassphrase(secret.passphrase, salt, key.cost)
  const derive = (purpose: string, size: number) => Buffer.from(hkdfSync('sha256', root, salt, purpose, size))
  return { key: derive('sluice backup v1', 32), check: derive('sluice backup check v1', 16).toString('hex') }
}

function rootOfPassphrase(passphrase: string | null, salt: Buffer, cost: number): Buffer {
  if (passphrase === null) {
    throw new BackupRefused(
      'wrong_key',
      'This backup was made with a passphrase: give it with --passphrase-file FILE.',
    )
  }
  return scryptSync(passphrase.normalize('NFC'), salt, 32, { N: cost, r: 8, p: 1, maxmem: 256 * cost * 8 })
}

/** The key of a file that exists. Throws `BackupRefused` unless both the key and the master key are the right ones. */
export function openFileKey(secret: BackupSecret, preamble: Preamble): Buffer {
  const given = secret.vault.fingerprint
  const needed = preamble.masterKeyFingerprint
  if (given !== needed) {
    throw new BackupRefused(
      'wrong_key',
      `This backup belongs to the master key ${needed}, the one given is ${given}. A backup holds no master key: set SLUICE_MASTER_KEY, or put the key file master.key of that time (mode 600) into the data directory.`,
    )
  }
  const { key, check } = deriveFileKey(secret, preamble.key, preamble.salt)
  if (timingSafeEqual(Buffer.from(check, 'hex'), Buffer.from(preamble.keyCheck, 'hex'))) return key
  const what = preamble.key.kind === 'passphrase' ? 'The passphrase is not the one' : 'The key is not the one'
  throw new BackupRefused('wrong_key', `${what} that this backup was made with.`)
}
