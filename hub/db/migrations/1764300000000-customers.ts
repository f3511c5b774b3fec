import type { MigrationInterface, QueryRunner } from 'typeorm'
import { bigint, generatedId, int, longText, table, text } from './table-columns.ts'

const tables = () => [
  table('customer_accounts', [
    int('userId', { primary: true }),
    longText('passwordHash'),
    bigint('createdAt'),
    bigint('changedAt'),
  ]),
  table(
    'customer_sessions',
    [
      text('tokenHash', 64, { primary: true }),
      int('userId'),
      bigint('createdAt'),
      bigint('seenAt'),
      bigint('expiresAt'),
      text('userAgent', 255),
    ],
    { index: { ix_customer_sessions_user: ['userId'], ix_customer_sessions_expires: ['expiresAt'] } },
  ),
  table(
    'email_codes',
    [
      generatedId,
      text('purpose', 16),
      text('email', 254),
      int('userId', { nullable: true }),
      text('codeHash', 64),
      int('tries'),
      bigint('createdAt'),
      bigint('expiresAt'),
    ],
    {
      unique: { uq_email_codes_address: ['purpose', 'email'] },
      index: { ix_email_codes_expires: ['expiresAt'] },
    },
  ),
  table('notices', [
    generatedId,
    text('level', 16),
    longText('title'),
    longText('text'),
    bigint('showFrom'),
    bigint('showUntil', { nullable: true }),
    bigint('createdAt'),
    int('version'),
  ]),
  table('site_texts', [
    text('name', 16, { primary: true }),
    longText('zh'),
    longText('en'),
    bigint('changedAt'),
    int('version'),
  ]),
]

/** Accounts of customers on their page, and what operators write for them. */
export class Customers1764300000000 implements MigrationInterface {
  readonly name = 'Customers1764300000000'

  async up(runner: QueryRunner): Promise<void> {
    for (const one of tables()) await runner.createTable(one)
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const one of tables().reverse()) await runner.dropTable(one)
  }
}
