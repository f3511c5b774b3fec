import * as z from 'zod'

/** How a column's values are written, whatever the engine calls its type. */
export type ColumnKind = 'integer' | 'text' | 'blob'

export interface TableShape {
  readonly name: string
  readonly columns: readonly { readonly name: string; readonly kind: ColumnKind }[]
}

const plainName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/)
const count = z.number().int().min(0)

/** What may be read without the key. It authenticates every chunk after it. */
const preamble = z.object({
  format: z.number().int().min(1),
  createdAt: count,
  key: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('master') }),
    z.object({
      kind: z.literal('passphrase'),
      /** Of scrypt, which makes the key from the passphrase. */
      cost: z.number().int().min(1_024).max(1_048_576),
    }),
  ]),
  /** 32 random bytes in hex: every file has a key of its own. */
  salt: z.string().regex(/^[0-9a-f]{64}$/),
  /** Tells a wrong key from a damaged file. */
  keyCheck: z.string().regex(/^[0-9a-f]{32}$/),
  /** Of the master key that the secrets inside are sealed with. */
  masterKeyFingerprint: z.string().regex(/^[0-9a-f]{32}$/),
  note: z.string(),
})
export type Preamble = z.infer<typeof preamble>

const header = z.object({
  kind: z.literal('header'),
  format: z.number().int().min(1),
  version: z.string(),
  engine: z.enum(['sqlite', 'mariadb']),
  createdAt: count,
  migrations: z.array(z.string()).min(1),
  epoch: z.number().int().min(1),
  audit: z.object({ number: count, hash: z.string() }),
  tables: z
    .array(
      z.object({
        name: plainName,
        columns: z
          .array(z.object({ name: plainName, kind: z.enum(['integer', 'text', 'blob']) }))
          .min(1)
          .max(200),
        rows: count,
      }),
    )
    .max(1_000),
})
export type BackupHeader = z.infer<typeof header>

/** Ends a table: how many rows it has, and the sum over them (see row-sum). */
const tableEnd = z.object({ kind: z.literal('end'), table: plainName, rows: count, sum: z.string() })
export type TableEnd = z.infer<typeof tableEnd>

const trailer = z.object({ kind: z.literal('trailer'), tables: count, rows: count })

export type BackupRecord =
  | BackupHeader
  | TableEnd
  | z.infer<typeof trailer>
  | { readonly kind: 'table'; readonly table: string }
  | { readonly kind: 'row'; readonly values: readonly unknown[]; readonly line: string }

const marks = z.discriminatedUnion('kind', [
  header,
  tableEnd,
  trailer,
  z.object({ kind: z.literal('table'), table: plainName }),
])
const row = z.array(z.union([z.string(), z.number().int(), z.null()]))

/** Reads the part in clear; throws where it is none. */
export const parsePreamble = (text: string): Preamble => preamble.parse(JSON.parse(text))

/** Reads one line of the contents; throws where it is none. Rows are arrays, everything else objects. */
export function parseLine(line: string): BackupRecord {
  const parsed: unknown = JSON.parse(line)
  return Array.isArray(parsed) ? { kind: 'row', values: row.parse(parsed), line } : marks.parse(parsed)
}
