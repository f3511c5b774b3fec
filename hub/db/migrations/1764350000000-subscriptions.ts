import type { MigrationInterface, QueryRunner } from 'typeorm'
import { bigint, int, longText, table, text } from './table-columns.ts'

const tables = () => [
  table(
    'subscription_links',
    [
      int('userId', { primary: true }),
      text('tokenHash', 64),
      longText('tokenSecret'),
      bigint('createdAt'),
      bigint('rotatedAt'),
    ],
    { unique: { uq_subscription_links_token: ['tokenHash'] } },
  ),
]

/** The link under which a user's clients fetch their servers. */
export class Subscriptions1764350000000 implements MigrationInterface {
  readonly name = 'Subscriptions1764350000000'

  async up(runner: QueryRunner): Promise<void> {
    for (const one of tables()) await runner.createTable(one)
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const one of tables().reverse()) await runner.dropTable(one)
  }
}
