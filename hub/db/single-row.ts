import type { EntitySchema, ObjectLiteral } from 'typeorm'
import type { RawRow } from './raw-row.ts'
import { affectedOf, insertedIdOf, rowsOf, type Tx } from './transaction.ts'

/*
 * One row by its entity, in statements that are the same for every row. The entity manager writes numbers into the
 * text of its statements, so that SQLite would prepare each of them anew, and with them all others again; its builder
 * takes longer than most of these statements. For what happens with every order.
 */

type Columns = ReturnType<Tx['manager']['connection']['getMetadata']>['columns']

const metadataOf = <T extends ObjectLiteral>(tx: Tx, entity: EntitySchema<T>) =>
  tx.manager.connection.getMetadata(entity)

/** A raw row as its entity describes it. */
export function hydrate<T>(tx: Tx, columns: Columns, row: RawRow): T {
  const { driver } = tx.manager.connection
  const fields = columns.map(column => [
    column.propertyName,
    driver.prepareHydratedValue(row[column.databaseName], column),
  ])
  // The entity describes exactly these columns.
  return Object.fromEntries(fields) as T
}

/** Names and values of those columns that `patch` has. */
function fieldsOf(tx: Tx, columns: Columns, patch: ObjectLiteral): [name: string, value: unknown][] {
  const { driver } = tx.manager.connection
  return columns
    .filter(column => patch[column.propertyName] !== undefined)
    .map(column => [
      column.databaseName,
      driver.preparePersistentValue(patch[column.propertyName], column) as unknown,
    ])
}

const equal = ([name]: readonly [string, unknown]) => `\`${name}\` = ?`
const valueIn = ([, value]: readonly [string, unknown]) => value

/** The row in which these columns have these values, none of them null; a unique key makes it one. */
export async function findRow<T extends ObjectLiteral>(
  tx: Tx,
  entity: EntitySchema<T>,
  where: Partial<T>,
): Promise<T | null> {
  const { columns, tableName } = metadataOf(tx, entity)
  const conditions = fieldsOf(tx, columns, where)
  const sql = `SELECT * FROM ${tableName} WHERE ${conditions.map(equal).join(' AND ')}`
  const [row] = rowsOf(await tx.query(sql, conditions.map(valueIn)))
  return row === undefined ? null : hydrate<T>(tx, columns, row)
}

/** Adds a row; its id, where one is generated. */
export async function insertRow<T extends ObjectLiteral>(
  tx: Tx,
  entity: EntitySchema<T>,
  row: Omit<T, 'id'>,
): Promise<number> {
  const { columns, tableName } = metadataOf(tx, entity)
  const fields = fieldsOf(tx, columns, row)
  const names = fields.map(([name]) => `\`${name}\``).join(', ')
  const sql = `INSERT INTO ${tableName} (${names}) VALUES (${fields.map(() => '?').join(', ')})`
  return insertedIdOf(await tx.query(sql, fields.map(valueIn)))
}

/** Sets columns of the row with this id; how many rows that were. */
export async function updateRow<T extends ObjectLiteral & { id: number }>(
  tx: Tx,
  entity: EntitySchema<T>,
  id: number,
  patch: Partial<T>,
): Promise<number> {
  const { columns, tableName } = metadataOf(tx, entity)
  const fields = fieldsOf(tx, columns, patch)
  const sql = `UPDATE ${tableName} SET ${fields.map(equal).join(', ')} WHERE id = ?`
  return affectedOf(await tx.query(sql, [...fields.map(valueIn), id]))
}
