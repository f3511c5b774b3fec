import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import * as z from 'zod'
import { CallError } from '../hub-client/call-error.ts'
import { parseAddress } from '../hub-client/parse-address.ts'
import { type Profile, profile } from '../ipc-contract/profile.ts'
import { openJsonFile } from './json-file.ts'

const stored = z.strictObject({ profiles: z.array(profile) })

export type NewProfile = Omit<Profile, 'id' | 'email'> & { readonly id: string | null }

/** The hubs that this operator knows. No secret is among them. */
export interface ProfileStore {
  list(): Promise<readonly Profile[]>
  /** Throws `profile_not_found`. */
  read(id: string): Promise<Profile>
  save(profile: NewProfile): Promise<Profile>
  remember(id: string, email: string): Promise<void>
  remove(id: string): Promise<void>
}

export function openProfileStore(folder: string): ProfileStore {
  const file = openJsonFile(join(folder, 'profiles.json'), stored, { profiles: [] })
  const list = async () => (await file.read()).profiles
  const read = async (id: string) => {
    const found = (await list()).find(one => one.id === id)
    if (found === undefined) throw new CallError('profile_not_found')
    return found
  }
  return {
    list,
    read,
    async save({ id, ...given }) {
      const address = parseAddress(given.address)
      if (address === null) throw new CallError('address_refused', { address: given.address })
      const before = id === null ? null : await read(id)
      const saved: Profile = {
        ...given,
        address: address.origin,
        id: id ?? randomBytes(8).toString('hex'),
        email: before?.email ?? '',
      }
      await file.change(({ profiles }) => ({
        profiles:
          before === null ? [...profiles, saved] : profiles.map(one => (one.id === saved.id ? saved : one)),
      }))
      return saved
    },
    async remember(id, email) {
      await file.change(({ profiles }) => ({
        profiles: profiles.map(one => (one.id === id ? { ...one, email } : one)),
      }))
    },
    async remove(id) {
      await file.change(({ profiles }) => ({ profiles: profiles.filter(one => one.id !== id) }))
    },
  }
}
