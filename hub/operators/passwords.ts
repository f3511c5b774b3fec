import { randomBytes, randomInt } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import { createLimit } from '../kernel/limit.ts'

/** Hashes and checks passwords of operators: argon2id, 19 MiB, two passes. */
export interface Passwords {
  hash(plain: string): Promise<string>
  /** Null for an account that does not exist: takes as long as a wrong password, and is false. */
  verify(stored: string | null, plain: string): Promise<boolean>
}

/** `Algorithm.Argon2id`, which is a const enum and therefore not importable. */
const argon2id = 2
const options = { algorithm: argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const
/** Each check takes memory and a core for some 20 ms: a flood of them waits here. */
const atOnce = 4

export function createPasswords(): Passwords {
  const limit = createLimit(atOnce)
  const dummy = limit(() => hash(randomBytes(16), options))
  return {
    hash: plain => limit(() => hash(plain, options)),
    async verify(stored, plain) {
      const known = stored ?? (await dummy)
      const matches = await limit(() => verify(known, plain))
      return stored !== null && matches
    },
  }
}

/** Letters and digits that are not mistaken for each other. */
const alphabet = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'

/** A password for a new account, to be changed at the first sign-in: 20 characters, some 116 bits. */
export function generateOperatorPassword(): string {
  return Array.from({ length: 20 }, () => alphabet[randomInt(alphabet.length)]).join('')
}
