import { open, readFile, rename } from 'node:fs/promises'
import type * as z from 'zod'

/**
 * A small file of JSON, mode 0600, replaced as a whole: after a crash it holds what was before or what was written,
 * never a part. What no longer fits the schema reads as `empty`.
 */
export interface JsonFile<T> {
  read(): Promise<T>
  /** One change at a time; answers what was written. */
  change(edit: (value: T) => T): Promise<T>
}

export function openJsonFile<T>(file: string, schema: z.ZodType<T>, empty: T): JsonFile<T> {
  let queue: Promise<unknown> = Promise.resolve()
  const read = async () => {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null
      throw error
    })
    if (text === null) return empty
    const parsed = schema.safeParse(parseJson(text))
    return parsed.success ? parsed.data : empty
  }
  return {
    read,
    change(edit) {
      const work = queue.then(async () => {
        const value = edit(await read())
        await writeWhole(file, JSON.stringify(value))
        return value
      })
      queue = work.catch(() => {})
      return work
    },
  }
}

async function writeWhole(file: string, text: string): Promise<void> {
  const next = `${file}.next`
  const handle = await open(next, 'w', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(next, file)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
