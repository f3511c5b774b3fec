import { readFile, rm, rmdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import * as z from 'zod'
import type { Console } from '../ipc/create-console.ts'

const handedOver = z.strictObject({ address: z.string(), token: z.string() })

const flag = '--demo-session='

/** Signs in to the demo's own hub, whose address and session lie in a file that is read once. */
export async function openDemoSession(words: readonly string[], parts: Console): Promise<void> {
  const file = words.find(word => word.startsWith(flag))?.slice(flag.length)
  if (file === undefined) return
  const { address, token } = handedOver.parse(JSON.parse(await readFile(file, 'utf8')))
  await rm(file)
  // Its folder too, where nothing else is in it.
  await rmdir(dirname(file)).catch(() => {})
  await parts.enter({ name: 'Demo', address, token })
}
