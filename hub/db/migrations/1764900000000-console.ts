import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm'
import { bigint, blob, generatedId, int, longText, table, text } from './table-columns.ts'

const tables = () => [
  table(
    'user_figures',
    [
      int('userId', { primary: true }),
      bigint('used'),
      bigint('granted', { nullable: true }),
      bigint('leftBytes', { nullable: true }),
      int('leftPermille', { nullable: true }),
      bigint('computedAt'),
    ],
    {
      index: {
        ix_user_figures_used: ['used'],
        ix_user_figures_left: ['leftBytes'],
        ix_user_figures_share: ['leftPermille'],
      },
    },
  ),
  table(
    'gate_changes',
    [
      generatedId,
      int('userId'),
      bigint('at'),
      text('gate', 32),
      text('was', 32),
      text('cause', 48),
      int('nodeId', { nullable: true }),
    ],
    { index: { ix_gate_changes_user: ['userId', 'at'], ix_gate_changes_at: ['at'] } },
  ),
  table(
    'gate_confirmations',
    [
      generatedId,
      int('userId'),
      bigint('changedAt'),
      int('nodeId'),
      int('revision'),
      int('waitingOn', { nullable: true }),
      bigint('confirmedAt', { nullable: true }),
    ],
    {
      index: {
        ix_gate_confirmations_user: ['userId', 'changedAt'],
        ix_gate_confirmations_waiting: ['waitingOn', 'revision'],
        ix_gate_confirmations_at: ['changedAt'],
      },
    },
  ),
  table(
    'bulk_actions',
    [
      generatedId,
      text('kind', 16),
      text('state', 16),
      longText('action', { nullable: true }),
      longText('selection', { nullable: true }),
      int('undoOf', { nullable: true }),
      text('reason', 200),
      int('users'),
      int('done'),
      int('skipped'),
      int('undone'),
      int('doneUntil'),
      longText('actor'),
      bigint('createdAt'),
      bigint('startedAt', { nullable: true }),
      bigint('finishedAt', { nullable: true }),
      bigint('cancelAskedAt', { nullable: true }),
      text('problem', 300),
    ],
    { index: { ix_bulk_actions_state: ['state'], ix_bulk_actions_undo: ['undoOf'] } },
  ),
  table('bulk_parts', [int('bulkId', { primary: true }), int('part', { primary: true }), blob('data')]),
  table(
    'bulk_items',
    [
      int('bulkId', { primary: true }),
      int('userId', { primary: true }),
      text('state', 16),
      text('why', 32),
      bigint('at'),
      longText('facts'),
      bigint('undoneAt', { nullable: true }),
    ],
    { index: { ix_bulk_items_state: ['bulkId', 'state', 'why', 'userId'] } },
  ),
  table('operator_preferences', [
    int('operatorId', { primary: true }),
    text('name', 64, { primary: true }),
    longText('value'),
    bigint('updatedAt'),
  ]),
]

const indices: readonly (readonly [table: string, name: string, columns: string[]])[] = [
  ['users', 'ix_users_status', ['status']],
  ['users', 'ix_users_gate', ['gate', 'expiresAt']],
  ['users', 'ix_users_created', ['createdAt']],
  ['orders', 'ix_orders_created_state', ['createdAt', 'state', 'method']],
  ['orders', 'ix_orders_held', ['planId', 'entitlement', 'userId']],
  ['orders', 'ix_orders_ends', ['endsAt', 'entitlement']],
  ['orders', 'ix_orders_total', ['total']],
  ['refunds', 'ix_refunds_settled', ['settledAt']],
]

/** What the console asks for: kept figures of users, the gate’s history, bulk actions, preferences of operators. */
export class Console1764900000000 implements MigrationInterface {
  readonly name = 'Console1764900000000'

  async up(runner: QueryRunner): Promise<void> {
    for (const one of tables()) await runner.createTable(one)
    for (const [name, index, columnNames] of indices) {
      await runner.createIndex(name, new TableIndex({ name: index, columnNames }))
    }
    await runner.query('ALTER TABLE alerts ADD COLUMN acknowledgedAt bigint NULL')
    await runner.query('ALTER TABLE alerts ADD COLUMN acknowledgedBy varchar(128) NULL')
    // Computed 0: the next run of their job fills them in.
    await runner.query(
      'INSERT INTO user_figures (userId, used, granted, leftBytes, leftPermille, computedAt) SELECT id, 0, 0, 0, NULL, 0 FROM users',
    )
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE alerts DROP COLUMN acknowledgedBy')
    await runner.query('ALTER TABLE alerts DROP COLUMN acknowledgedAt')
    for (const [name, index] of [...indices].reverse()) await runner.dropIndex(name, index)
    for (const one of tables().reverse()) await runner.dropTable(one)
  }
}
