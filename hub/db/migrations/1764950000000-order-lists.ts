import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm'

type Indexes = Readonly<Record<string, readonly string[]>>

const filtered = ['state', 'method', 'planId']

/** In place of these, which hold no more than what is sorted by. */
const before: Indexes = {
  ix_orders_created: ['createdAt'],
  ix_orders_created_state: ['createdAt', 'state', 'method'],
  ix_orders_paid: ['paidAt'],
  ix_orders_ends: ['endsAt', 'entitlement'],
  ix_orders_total: ['total'],
}

const after: Indexes = {
  ix_orders_created_state: ['createdAt', ...filtered],
  ix_orders_paid: ['paidAt', ...filtered, 'createdAt'],
  ix_orders_ends: ['endsAt', 'entitlement', ...filtered, 'createdAt'],
  ix_orders_total: ['total', ...filtered, 'createdAt'],
}

async function replace(runner: QueryRunner, old: Indexes, fresh: Indexes): Promise<void> {
  for (const name of Object.keys(old)) await runner.dropIndex('orders', name)
  for (const [name, columnNames] of Object.entries(fresh)) {
    await runner.createIndex('orders', new TableIndex({ name, columnNames: [...columnNames] }))
  }
}

/**
 * The list of orders, sorted by one thing and narrowed by another, is read from an index alone: where few of many
 * orders are found, each of the others was read for it.
 */
export class OrderLists1764950000000 implements MigrationInterface {
  readonly name = 'OrderLists1764950000000'

  up(runner: QueryRunner): Promise<void> {
    return replace(runner, before, after)
  }

  down(runner: QueryRunner): Promise<void> {
    return replace(runner, after, before)
  }
}
