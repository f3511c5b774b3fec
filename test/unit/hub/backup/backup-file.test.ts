import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { BackupRefused } from '../../../../hub/backup/backup-refused.ts'
import { readBackup, readPreamble } from '../../../../hub/backup/read-backup-file.ts'
import { createRowSum } from '../../../../hub/backup/row-sum.ts'
import { openChunks, sealChunks } from '../../../../hub/backup/seal-chunks.ts'
import { writeBackupFile } from '../../../../hub/backup/write-backup-file.ts'
import { createVault } from '../../../../hub/secrets/vault.ts'
import { tempFolder } from '../../../harness/temp-folder.ts'

const masterKey = Buffer.alloc(32, 7)
const vault = createVault(masterKey)
const secret = { vault, passphrase: null }

/** A backup with one table of `count` rows of random text, which does not compress. */
async function* contents(count: number) {
  yield JSON.stringify({
    kind: 'header',
    format: 1,
    version: '1',
    engine: 'sqlite',
    createdAt: 5,
    migrations: ['One'],
    epoch: 1,
    audit: { number: 3, hash: 'ab' },
    tables: [
      {
        name: 'users',
        columns: [
          { name: 'id', kind: 'integer' },
          { name: 'name', kind: 'text' },
        ],
        rows: count,
      },
    ],
  })
  yield JSON.stringify({ kind: 'table', table: 'users' })
  const sum = createRowSum()
  for (let id = 0; id < count; id += 1) {
    const line = JSON.stringify([id, randomBytes(60).toString('base64')])
    sum.add(line)
    yield line
  }
  yield JSON.stringify({ kind: 'end', table: 'users', rows: count, sum: sum.read() })
  yield JSON.stringify({ kind: 'trailer', tables: 1, rows: count })
}

async function written(count = 3_000, passphrase: string | null = null) {
  const folder = tempFolder('backup-file')
  const path = join(folder.path, 'one.backup')
  const made = await writeBackupFile(path, contents(count), {
    secret: { vault, passphrase },
    createdAt: 5,
  })
  return { folder, path, made, bytes: readFileSync(path), [Symbol.dispose]: () => folder[Symbol.dispose]() }
}

const reasonOf = (work: Promise<unknown>) =>
  work.then(
    () => 'accepted',
    (error: unknown) => (error instanceof BackupRefused ? error.reason : `bug: ${String(error)}`),
  )

describe('a backup file', () => {
  it('is read back whole, is readable by its owner alone, and says that it holds no master key', async () => {
    using backup = await written()
    const rows: unknown[] = []
    const summary = await readBackup(backup.path, secret, {
      row: async (_table, values) => void rows.push(values[0]),
    })
    expect(summary.rows).toBe(3_000)
    expect(rows).toEqual(Array.from({ length: 3_000 }, (_, id) => id))
    expect(statSync(backup.path).mode & 0o777).toBe(0o600)
    expect(statSync(backup.path).size).toBe(backup.made.bytes)
    expect((await readPreamble(backup.path)).note).toContain('no master key')
    expect(backup.bytes.includes(masterKey)).toBe(false)
  })

  it('is refused after any change of a byte', async () => {
    using backup = await written()
    const changed = join(backup.folder.path, 'changed.backup')
    const places = [
      ...Array.from({ length: 60 }, (_, n) => n * 11),
      ...Array.from({ length: 60 }, (_, n) => n * 4_001),
    ]
    for (const place of [...places, backup.bytes.length - 1].filter(at => at < backup.bytes.length)) {
      const copy = Buffer.from(backup.bytes)
      copy[place] = (copy[place] ?? 0) ^ 1
      writeFileSync(changed, copy)
      expect(['damaged', 'not_a_backup', 'wrong_key', 'newer'], `byte ${place}`).toContain(
        await reasonOf(readBackup(changed, secret)),
      )
    }
  })

  it('is refused when it was cut anywhere, and when something follows it', async () => {
    using backup = await written()
    const cut = join(backup.folder.path, 'cut.backup')
    const lengths = [0, 5, 13, 40, 600, 70_000, 131_000, backup.bytes.length - 17, backup.bytes.length - 1]
    for (const length of lengths) {
      writeFileSync(cut, backup.bytes.subarray(0, length))
      expect(['damaged', 'not_a_backup'], `${length} bytes`).toContain(
        await reasonOf(readBackup(cut, secret)),
      )
    }
    writeFileSync(cut, Buffer.concat([backup.bytes, Buffer.from([0])]))
    expect(await reasonOf(readBackup(cut, secret))).toBe('damaged')
  })

  it('is refused at the end of every chunk, with chunks exchanged, and with one left out', async () => {
    const key = randomBytes(32)
    const bound = randomBytes(32)
    const all = async (pieces: AsyncIterable<Buffer>) => {
      const taken: Buffer[] = []
      for await (const piece of pieces) taken.push(piece)
      return taken
    }
    async function* of(...pieces: (Buffer | undefined)[]) {
      for (const piece of pieces) if (piece) yield piece
    }
    const plain = randomBytes(4 * 65_536)
    const sealed = await all(sealChunks(of(plain), key, bound))
    expect(sealed).toHaveLength(4)
    expect(Buffer.concat(await all(openChunks(of(...sealed), key, bound)))).toEqual(plain)
    const [a, b, c, d] = sealed
    for (const forged of [[a], [a, b], [a, b, c], [b, a, c, d], [a, c, d], [a, b, b, c, d], [d], []]) {
      expect(await reasonOf(all(openChunks(of(...forged), key, bound)))).toBe('damaged')
    }
    expect(await reasonOf(all(openChunks(of(...sealed), key, randomBytes(32))))).toBe('damaged')
  })

  it('is refused with another master key, which it names, and with another or no passphrase', async () => {
    using plain = await written(1)
    const other = { vault: createVault(Buffer.alloc(32, 8)), passphrase: null }
    await expect(readBackup(plain.path, other)).rejects.toThrow(/belongs to the master key [0-9a-f]{32}/)
    using withPassphrase = await written(1, 'correct horse')
    expect((await readBackup(withPassphrase.path, { vault, passphrase: 'correct horse' })).rows).toBe(1)
    for (const passphrase of [null, 'wrong horse']) {
      expect(await reasonOf(readBackup(withPassphrase.path, { vault, passphrase }))).toBe('wrong_key')
    }
  })

  it('leaves nothing behind when its rows fail, and never takes the place of another', async () => {
    using folder = tempFolder('backup-file')
    const path = join(folder.path, 'one.backup')
    async function* failing() {
      yield 'x'.repeat(500_000)
      throw new Error('the database went away')
    }
    const write = writeBackupFile(path, failing(), { secret, createdAt: 5 })
    await expect(write).rejects.toThrow('the database went away')
    expect(readdirSync(folder.path)).toEqual([])
    writeFileSync(path, 'precious')
    expect(await reasonOf(writeBackupFile(path, contents(1), { secret, createdAt: 5 }))).toBe('not_written')
    expect(readFileSync(path, 'utf8')).toBe('precious')
    expect(readdirSync(folder.path)).toEqual(['one.backup'])
    const nowhere = join(folder.path, 'none', 'one.backup')
    expect(await reasonOf(writeBackupFile(nowhere, contents(1), { secret, createdAt: 5 }))).toBe(
      'not_written',
    )
    expect(existsSync(nowhere)).toBe(false)
  })
})

describe('the sum of rows', () => {
  it('does not depend on their order, but on each of them', () => {
    const sumOf = (...lines: string[]) => {
      const sum = createRowSum()
      for (const line of lines) sum.add(line)
      return sum.read()
    }
    expect(sumOf('[1]', '[2]', '[3]')).toBe(sumOf('[3]', '[1]', '[2]'))
    expect(
      new Set([sumOf(), sumOf('[1]'), sumOf('[1]', '[1]'), sumOf('[1]', '[2]'), sumOf('[12]')]).size,
    ).toBe(5)
  })
})
