import type { MigrationInterface, QueryRunner } from 'typeorm'
import { bigint, generatedId, int, table, text } from './table-columns.ts'

const backups = () =>
  table(
    'backups',
    [
      generatedId,
      text('file', 200),
      text('state', 16),
      bigint('startedAt'),
      bigint('finishedAt', { nullable: true }),
      bigint('bytes', { nullable: true }),
      bigint('rowsDone'),
      bigint('rowsTotal'),
      text('digest', 64, { nullable: true }),
      int('auditNumber', { nullable: true }),
      text('checkState', 16),
      bigint('checkedAt', { nullable: true }),
      text('problem', 300),
    ],
    { index: { ix_backups_started: ['startedAt'] } },
  )

/** The backups that were made, and what became of them. */
export class Backups1764400000000 implements MigrationInterface {
  readonly name = 'Backups1764400000000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(backups())
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(backups())
  }
}
