import { join } from 'node:path'
import * as z from 'zod'
import { openJsonFile } from './json-file.ts'

const most = 50
const stored = z.strictObject({
  drafts: z.array(z.strictObject({ key: z.string(), draft: z.unknown() })),
})

/** Forms that were begun and not sent; they survive a crash of the window and of this program. */
export interface DraftStore {
  read(key: string): Promise<unknown>
  /** Null ends a draft. The oldest of more than fifty is dropped. */
  write(key: string, draft: unknown): Promise<void>
}

export function openDraftStore(folder: string): DraftStore {
  const file = openJsonFile(join(folder, 'drafts.json'), stored, { drafts: [] })
  return {
    async read(key) {
      return (await file.read()).drafts.find(one => one.key === key)?.draft ?? null
    },
    async write(key, draft) {
      await file.change(({ drafts }) => {
        const others = drafts.filter(one => one.key !== key)
        return { drafts: draft === null ? others : [...others, { key, draft }].slice(-most) }
      })
    },
  }
}
