import { createCipheriv, createDecipheriv } from 'node:crypto'
import { BackupRefused } from './backup-refused.ts'

const chunkBytes = 65_536
const tagBytes = 16
const lengthBytes = 4

/** Chunks are numbered and the last one says so: none can be left out, moved, doubled or cut off unseen. */
function nonceOf(index: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeUInt32BE(index, 7)
  nonce.writeUInt8(isLast ? 1 : 0, 11)
  return nonce
}

/** Encrypts with AES-256-GCM in chunks: length, text and tag of each. `bound` is authenticated with every chunk. */
export async function* sealChunks(
  plain: AsyncIterable<Buffer>,
  key: Buffer,
  bound: Buffer,
): AsyncGenerator<Buffer> {
  let index = 0
  const seal = (chunk: Buffer, isLast: boolean): Buffer => {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(index++, isLast)).setAAD(bound)
    const sealed = Buffer.concat([cipher.update(chunk), cipher.final(), cipher.getAuthTag()])
    const length = Buffer.alloc(lengthBytes)
    length.writeUInt32BE(sealed.length)
    return Buffer.concat([length, sealed])
  }
  let waiting: Buffer = Buffer.alloc(0)
  for await (const piece of plain) {
    waiting = waiting.length === 0 ? piece : Buffer.concat([waiting, piece])
    // What is exactly one chunk waits: it may be the last.
    while (waiting.length > chunkBytes) {
      yield seal(waiting.subarray(0, chunkBytes), false)
      waiting = waiting.subarray(chunkBytes)
    }
  }
  yield seal(waiting, true)
}

const damaged = (what: string) =>
  new BackupRefused('damaged', `The backup is damaged: ${what}. Nothing of it was used; take another one.`)

/** Decrypts what `sealChunks` made; each chunk is verified before it is passed on. Throws `BackupRefused`. */
export async function* openChunks(
  sealed: AsyncIterable<Buffer>,
  key: Buffer,
  bound: Buffer,
): AsyncGenerator<Buffer> {
  let waiting: Buffer = Buffer.alloc(0)
  let index = 0
  const take = (isLast: boolean): Buffer | null => {
    if (waiting.length < lengthBytes) return null
    const length = waiting.readUInt32BE(0)
    if (length < tagBytes || length > chunkBytes + tagBytes)
      throw damaged(`chunk ${index} has no proper length`)
    const end = lengthBytes + length
    if (waiting.length < end + (isLast ? 0 : 1)) return null
    if (isLast && waiting.length > end) throw damaged('something follows its end')
    const text = waiting.subarray(lengthBytes, end - tagBytes)
    const tag = waiting.subarray(end - tagBytes, end)
    waiting = waiting.subarray(end)
    const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(index, isLast), { authTagLength: tagBytes })
    decipher.setAAD(bound).setAuthTag(tag)
    try {
      const plain = Buffer.concat([decipher.update(text), decipher.final()])
      index += 1
      return plain
    } catch {
      throw damaged(
        isLast ? `it ends too early, or chunk ${index} was changed` : `chunk ${index} was changed`,
      )
    }
  }
  for await (const piece of sealed) {
    waiting = waiting.length === 0 ? piece : Buffer.concat([waiting, piece])
    for (let plain = take(false); plain !== null; plain = take(false)) yield plain
  }
  const last = take(true)
  if (last === null) throw damaged('it ends too early')
  yield last
}
