import { createHash, randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { link, open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { constants, createZstdCompress } from 'node:zlib'
import { handToOwner } from '../config/hand-to-owner.ts'
import { type BackupSecret, deriveFileKey, keyOfNewFile } from './backup-key.ts'
import { BackupRefused } from './backup-refused.ts'
import type { Preamble } from './parse-contents.ts'
import { sealChunks } from './seal-chunks.ts'

export const magic = 'SLUICEBACKUP\n'
export const formatVersion = 1
/** What a file is called until it is whole. */
export const partialSuffix = '.partial'

const note =
  'A backup of a Sluice hub, encrypted. It holds no master key: to restore it you also need the master key of the hub.'

const batchChars = 131_072

async function* asBuffers(lines: AsyncIterable<string>): AsyncGenerator<Buffer> {
  let batch: string[] = []
  let chars = 0
  for await (const line of lines) {
    batch.push(line)
    chars += line.length + 1
    if (chars < batchChars) continue
    yield Buffer.from(`${batch.join('\n')}\n`)
    batch = []
    chars = 0
  }
  if (batch.length > 0) yield Buffer.from(`${batch.join('\n')}\n`)
}

/**
 * Writes the lines compressed and encrypted, mode 0600. The file gets its name only when it is whole and durable; on
 * any failure nothing of it is left. Throws `BackupRefused` where there is no room or the name is taken.
 */
export async function writeBackupFile(
  path: string,
  lines: AsyncIterable<string>,
  options: { readonly secret: BackupSecret; readonly createdAt: number; readonly replace?: boolean },
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const { secret } = options
  const salt = randomBytes(32).toString('hex')
  const keyKind = keyOfNewFile(secret)
  const { key, check } = deriveFileKey(secret, keyKind, salt)
  const preamble: Preamble = {
    format: formatVersion,
    createdAt: options.createdAt,
    key: keyKind,
    salt,
    keyCheck: check,
    masterKeyFingerprint: secret.vault.fingerprint,
    note,
  }
  const text = Buffer.from(JSON.stringify(preamble))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(text.length)
  const clear = Buffer.concat([Buffer.from(magic), length, text])
  const bound = createHash('sha256').update(clear).digest()
  const digest = createHash('sha256')

  async function* sealed(compressed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    digest.update(clear)
    yield clear
    for await (const chunk of sealChunks(compressed, key, bound)) {
      digest.update(chunk)
      yield chunk
    }
  }

  const partial = `${path}.${randomBytes(4).toString('hex')}${partialSuffix}`
  try {
    await pipeline(
      Readable.from(asBuffers(lines), { objectMode: false }),
      createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: 3 } }),
      sealed,
      createWriteStream(partial, { flags: 'wx', mode: 0o600, flush: true }),
    )
    handToOwner(partial)
    const { size } = await stat(partial)
    if (options.replace) await rename(partial, path)
    else {
      // Unlike a rename, this never takes the place of a file that is there.
      await link(partial, path)
      await rm(partial)
    }
    await makeDurable(dirname(path))
    return { bytes: size, sha256: digest.digest('hex') }
  } catch (error) {
    await rm(partial, { force: true })
    throw fileProblem(error, path) ?? error
  }
}

/** A new name is on the disk only when its directory is. */
async function makeDurable(directory: string): Promise<void> {
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const problems: Readonly<Record<string, string>> = {
  ENOSPC: 'there is no room left on the disk',
  EDQUOT: 'the quota of the disk is used up',
  EEXIST: 'a file of this name is there already',
  EACCES: 'it may not be written there',
  EPERM: 'it may not be written there',
  EROFS: 'the disk is read-only',
  ENOENT: 'there is no such directory',
}

function fileProblem(error: unknown, path: string): BackupRefused | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null
  const why = problems[error.code]
  if (why === undefined) return null
  return new BackupRefused('not_written', `The backup ${path} was not written: ${why}.`, { cause: error })
}
