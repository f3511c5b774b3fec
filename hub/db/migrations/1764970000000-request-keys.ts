import type { MigrationInterface, QueryRunner } from 'typeorm'
import { bigint, int, table, text } from './table-columns.ts'

const requestKeys = () =>
  table(
    'request_keys',
    [
      int('operatorId', { primary: true }),
      text('requestKey', 64, { primary: true }),
      text('callId', 32),
      bigint('at'),
      int('auditNumber'),
    ],
    { index: { ix_request_keys_at: ['at'] } },
  )

/** What operators sent under a key of their own: sent again, it is not done again. */
export class RequestKeys1764970000000 implements MigrationInterface {
  readonly name = 'RequestKeys1764970000000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(requestKeys())
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(requestKeys())
  }
}
