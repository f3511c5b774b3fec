import { join } from 'node:path'
import * as z from 'zod'
import { CallError } from '../hub-client/call-error.ts'
import { openJsonFile } from './json-file.ts'

/** Electron's `safeStorage`, or what stands for it. */
export interface Keyring {
  /** False where the system has none: what is "encrypted" then is as good as clear. */
  isSafe(): boolean
  encrypt(text: string): string
  /** Null where it was encrypted by another keyring. */
  decrypt(sealed: string): string | null
}

export type Keeping = 'memory' | 'keyring' | 'clear'

const stored = z.strictObject({
  tokens: z.record(
    z.string(),
    z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('sealed'), token: z.string() }),
      z.strictObject({ kind: z.literal('clear'), token: z.string() }),
    ]),
  ),
})

/** Session tokens by profile. They never leave the main process. */
export interface TokenStore {
  read(profileId: string): Promise<string | null>
  /** Throws `keyring_missing` where it shall be encrypted and cannot be. Without `keeping`: as the one before. */
  keep(profileId: string, token: string, keeping?: Keeping): Promise<void>
  forget(profileId: string): Promise<void>
}

export function openTokenStore(folder: string, keyring: Keyring): TokenStore {
  const file = openJsonFile(join(folder, 'tokens.json'), stored, { tokens: {} })
  const memory = new Map<string, string>()
  const keepings = new Map<string, Keeping>()

  async function drop(profileId: string): Promise<void> {
    await file.change(({ tokens }) => ({
      tokens: Object.fromEntries(Object.entries(tokens).filter(([id]) => id !== profileId)),
    }))
  }

  async function keepingOf(profileId: string): Promise<Keeping> {
    const known = keepings.get(profileId)
    if (known !== undefined) return known
    const found = (await file.read()).tokens[profileId]
    if (found === undefined) return 'memory'
    return found.kind === 'sealed' ? 'keyring' : 'clear'
  }

  return {
    async read(profileId) {
      const held = memory.get(profileId)
      if (held !== undefined) return held
      const found = (await file.read()).tokens[profileId]
      if (found === undefined) return null
      return found.kind === 'clear' ? found.token : keyring.decrypt(found.token)
    },
    async keep(profileId, token, keeping) {
      const how = keeping ?? (await keepingOf(profileId))
      if (how === 'keyring' && !keyring.isSafe()) throw new CallError('keyring_missing')
      memory.set(profileId, token)
      keepings.set(profileId, how)
      if (how === 'memory') return drop(profileId)
      const entry =
        how === 'keyring'
          ? ({ kind: 'sealed', token: keyring.encrypt(token) } as const)
          : ({ kind: 'clear', token } as const)
      await file.change(({ tokens }) => ({ tokens: { ...tokens, [profileId]: entry } }))
    },
    async forget(profileId) {
      memory.delete(profileId)
      await drop(profileId)
    },
  }
}
