import { Foundation1764000000000 } from './1764000000000-foundation.ts'

/** Every migration, in order. Both engines run the same ones. */
export const migrations = [Foundation1764000000000]
