import { Readable } from 'node:stream'
import type { Tx } from '../db/transaction.ts'

type Callback = (error: unknown, result: unknown) => void

/** What the MariaDB driver can do beyond TypeORM. */
interface Connection {
  query(
    options: { readonly sql: string; readonly infileStreamFactory: () => Readable },
    done: Callback,
  ): unknown
  execute(sql: string, values: readonly unknown[], done: Callback): unknown
}

function isConnection(value: unknown): value is Connection {
  return (
    typeof value === 'object' &&
    value !== null &&
    'query' in value &&
    typeof value.query === 'function' &&
    'execute' in value &&
    typeof value.execute === 'function'
  )
}

/** The transaction's own connection, so that what is done over it is part of the transaction. */
async function connectionOf(tx: Tx): Promise<Connection> {
  const connection: unknown = await tx.runner.connect()
  if (!isConnection(connection)) throw new Error('the MariaDB driver has no query and execute')
  return connection
}

/**
 * Runs a statement prepared on the server. Values travel as they are, where a text would carry every byte of a
 * buffer as two digits to be parsed. For statements of few forms: each is kept prepared on the connection.
 */
export async function executePrepared(tx: Tx, sql: string, values: readonly unknown[]): Promise<unknown> {
  const connection = await connectionOf(tx)
  return new Promise((resolve, reject) => {
    connection.execute(sql, values, (error, answer) => (error ? reject(error) : resolve(answer)))
  })
}

/**
 * Runs a LOAD DATA LOCAL statement whose file is `pieces`, one after the other, of whole lines or not. A piece is
 * asked for when the one before is on its way: the server takes in lines while the next ones are made.
 */
export async function loadLines(tx: Tx, sql: string, pieces: Iterable<Buffer>): Promise<unknown> {
  const connection = await connectionOf(tx)
  return new Promise((resolve, reject) => {
    connection.query({ sql, infileStreamFactory: () => Readable.from(pieces) }, (error, answer) =>
      error ? reject(error) : resolve(answer),
    )
  })
}
