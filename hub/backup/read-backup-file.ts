import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { createZstdDecompress } from 'node:zlib'
import { type BackupSecret, openFileKey } from './backup-key.ts'
import { BackupRefused } from './backup-refused.ts'
import {
  type BackupHeader,
  type BackupRecord,
  type Preamble,
  parseLine,
  parsePreamble,
  type TableEnd,
} from './parse-contents.ts'
import { createRowSum, type RowSum } from './row-sum.ts'
import { openChunks } from './seal-chunks.ts'
import { formatVersion, magic } from './write-backup-file.ts'

interface Clear {
  readonly preamble: Preamble
  readonly bytes: Buffer
}

const longestPreamble = 65_536
const notOurs = (path: string) =>
  new BackupRefused('not_a_backup', `${path} is not a backup of this program.`)

async function readBytes(handle: FileHandle, at: number, length: number, path: string): Promise<Buffer> {
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, at)
  if (bytesRead !== length) throw notOurs(path)
  return buffer
}

async function readClear(path: string): Promise<Clear> {
  const handle = await open(path, 'r')
  try {
    const start = await readBytes(handle, 0, magic.length + 4, path)
    const length = start.readUInt32BE(magic.length)
    if (start.toString('latin1', 0, magic.length) !== magic || length > longestPreamble) throw notOurs(path)
    const text = await readBytes(handle, start.length, length, path)
    return { preamble: parsePreambleOf(text.toString('utf8'), path), bytes: Buffer.concat([start, text]) }
  } finally {
    await handle.close()
  }
}

function parsePreambleOf(text: string, path: string): Preamble {
  let preamble: Preamble
  try {
    preamble = parsePreamble(text)
  } catch (error) {
    throw new BackupRefused('damaged', `The backup ${path} is damaged at its beginning.`, { cause: error })
  }
  if (preamble.format > formatVersion) {
    throw new BackupRefused('newer', `The backup ${path} was written by a newer version of Sluice.`)
  }
  return preamble
}

/** What a backup says of itself without its key. Throws `BackupRefused`. */
export const readPreamble = async (path: string): Promise<Preamble> => (await readClear(path)).preamble

/** The records of a backup, verified chunk by chunk. Nothing is read before the key is known to be right. */
export async function* readRecords(path: string, secret: BackupSecret): AsyncGenerator<BackupRecord> {
  const { preamble, bytes } = await readClear(path)
  const key = openFileKey(secret, preamble)
  const bound = createHash('sha256').update(bytes).digest()
  const file = createReadStream(path, { start: bytes.length })
  const sealed = Readable.from(openChunks(file, key, bound), { objectMode: false })
  const plain = createZstdDecompress()
  sealed.on('error', error => plain.destroy(error))
  sealed.pipe(plain)
  const decoder = new StringDecoder('utf8')
  let rest = ''
  try {
    for await (const piece of plain) {
      const lines = (rest + decoder.write(piece)).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) yield parseLine(line)
    }
  } catch (error) {
    if (error instanceof BackupRefused) throw error
    throw new BackupRefused('damaged', `The backup ${path} is damaged.`, { cause: error })
  } finally {
    file.destroy()
    sealed.destroy()
    plain.destroy()
  }
  if (rest !== '') throw incomplete(path)
}

const incomplete = (path: string) =>
  new BackupRefused('damaged', `The backup ${path} does not add up: rows are missing or were changed.`)

/** What is done with a backup while it is read. */
export interface BackupReader {
  header?(header: BackupHeader): Promise<void>
  row?(table: BackupHeader['tables'][number], values: readonly unknown[]): Promise<void> | undefined
  tableEnd?(end: TableEnd): Promise<void>
}

export interface BackupSummary {
  readonly header: BackupHeader
  readonly tables: readonly TableEnd[]
  readonly rows: number
}

/** Reads a whole backup and sees that counts and sums are what it says they are. Throws `BackupRefused`. */
export async function readBackup(
  path: string,
  secret: BackupSecret,
  reader: BackupReader = {},
): Promise<BackupSummary> {
  let header: BackupHeader | null = null
  let table: { readonly shape: BackupHeader['tables'][number]; readonly sum: RowSum } | null = null
  const tables: TableEnd[] = []
  let rows = 0
  let isWhole = false
  for await (const record of readRecords(path, secret)) {
    if (isWhole || (header === null) !== (record.kind === 'header')) throw incomplete(path)
    switch (record.kind) {
      case 'header':
        header = record
        await reader.header?.(record)
        break
      case 'table': {
        const shape = header?.tables[tables.length]
        if (table !== null || shape?.name !== record.table) throw incomplete(path)
        table = { shape, sum: createRowSum() }
        break
      }
      case 'row': {
        if (table === null) throw incomplete(path)
        table.sum.add(record.line)
        rows += 1
        const stored = reader.row?.(table.shape, record.values)
        if (stored !== undefined) await stored
        break
      }
      case 'end':
        if (table?.shape.name !== record.table || table.shape.rows !== record.rows) throw incomplete(path)
        if (table.sum.rows() !== record.rows || table.sum.read() !== record.sum) throw incomplete(path)
        tables.push(record)
        table = null
        await reader.tableEnd?.(record)
        break
      case 'trailer':
        isWhole = table === null && record.rows === rows && record.tables === header?.tables.length
        if (!isWhole || tables.length !== record.tables) throw incomplete(path)
        break
    }
  }
  if (header === null || !isWhole) throw incomplete(path)
  return { header, tables, rows }
}
