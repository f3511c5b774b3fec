import type { MigrationInterface, QueryRunner } from 'typeorm'

/** As the tables of selling have them on SQLite since they were made: TypeORM makes no checks on MariaDB. */
const limits = [
  ['plans', 'ck_plans_stock', 'stock IS NULL OR stock >= 0'],
  ['codes', 'ck_codes_used', 'used >= 0 AND (mostUses IS NULL OR used <= mostUses)'],
  ['invite_codes', 'ck_invite_codes_used', 'mostUses IS NULL OR used <= mostUses'],
  ['payments', 'ck_payments_refunded', 'refunded >= 0 AND refunded <= amount'],
  ['orders', 'ck_orders_refunded', 'refunded >= 0 AND refunded <= received'],
] as const

const isSqlite = (runner: QueryRunner): boolean => runner.connection.options.type === 'better-sqlite3'

/** What no statement can pass, whatever it forgot to look at, holds on every engine. */
export class Limits1764850000000 implements MigrationInterface {
  readonly name = 'Limits1764850000000'

  async up(runner: QueryRunner): Promise<void> {
    if (isSqlite(runner)) return
    for (const [table, name, expression] of limits) {
      await runner.query(`ALTER TABLE ${table} ADD CONSTRAINT ${name} CHECK (${expression})`)
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    if (isSqlite(runner)) return
    for (const [table, name] of limits) await runner.query(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`)
  }
}
