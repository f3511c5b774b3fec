import type { MigrationInterface, QueryRunner } from 'typeorm'
import { bigint, flag, generatedId, int, longText, table, text } from './table-columns.ts'

const tables = () => [
  table(
    'mail_outbox',
    [
      generatedId,
      int('userId', { nullable: true }),
      text('template', 32),
      text('locale', 16),
      text('recipient', 254),
      longText('paramsSecret'),
      text('dedupeKey', 160, { nullable: true }),
      text('state', 16),
      bigint('createdAt'),
      bigint('dueAt'),
      bigint('notAfter'),
      int('attempts'),
      text('claim', 32, { nullable: true }),
      bigint('claimedUntil', { nullable: true }),
      text('messageId', 200, { nullable: true }),
      bigint('sentAt', { nullable: true }),
      text('lastError', 300),
    ],
    {
      unique: { uq_mail_outbox_key: ['dedupeKey'] },
      index: {
        ix_mail_outbox_due: ['state', 'dueAt'],
        ix_mail_outbox_created: ['createdAt'],
        ix_mail_outbox_user: ['userId'],
      },
    },
  ),
  table('mail_counts', [
    text('recipientHash', 64, { primary: true }),
    text('span', 16, { primary: true }),
    bigint('spanStart', { primary: true }),
    int('queued'),
  ]),
  table('mail_preferences', [
    int('userId', { primary: true }),
    text('locale', 16),
    flag('reminders'),
    bigint('updatedAt'),
  ]),
]

/** Mail that waits to be sent, how much went to an address, and what users want to be written about. */
export class Mail1764200000000 implements MigrationInterface {
  readonly name = 'Mail1764200000000'

  async up(runner: QueryRunner): Promise<void> {
    for (const one of tables()) await runner.createTable(one)
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const one of tables().reverse()) await runner.dropTable(one)
  }
}
