import type { MigrationInterface, QueryRunner } from 'typeorm'
import { TableIndex } from 'typeorm'
import { bigint, generatedId, int, longText, table, text } from './table-columns.ts'

const amounts = [bigint('upload'), bigint('download'), bigint('charged')]
const primary = { primary: true } as const
const nullable = { nullable: true } as const

const tables = () => [
  table('node_hours', [int('slot', primary), int('nodeId', primary), ...amounts]),
  table('node_days', [int('day', primary), int('nodeId', primary), ...amounts]),
  table('plan_hours', [int('slot', primary), int('planId', primary), int('nodeId', primary), ...amounts]),
  table('plan_days', [int('day', primary), int('planId', primary), int('nodeId', primary), ...amounts]),
  table('user_months', [int('month', primary), int('userId', primary), int('nodeId', primary), ...amounts]),
  table('node_samples', [
    int('nodeId', primary),
    bigint('at', primary),
    int('cpu', nullable),
    int('loadAverage'),
    bigint('memoryUsed', nullable),
    bigint('memoryTotal', nullable),
    bigint('agentMemory'),
    int('portsListening'),
    int('portsClosed'),
    bigint('upload'),
    bigint('download'),
    bigint('spanMs'),
  ]),
  table(
    'rollouts',
    [
      generatedId,
      text('state', 16),
      text('openKey', 8, nullable),
      longText('wanted'),
      longText('reason'),
      int('healthyMinutes'),
      int('atOnce'),
      bigint('createdAt'),
      text('createdBy', 128),
      bigint('changedAt'),
    ],
    { unique: { uq_rollouts_open: ['openKey'] } },
  ),
  table('rollout_nodes', [
    int('rolloutId', primary),
    int('position', primary),
    int('nodeId'),
    text('state', 16),
    int('revision', nullable),
    longText('hadBefore', nullable),
    bigint('appliedAt', nullable),
    bigint('confirmedAt', nullable),
    bigint('healthySince', nullable),
    longText('problem', nullable),
  ]),
]

/** Covers every sum over days: the table itself is in the order of users. */
const covering = new TableIndex({
  name: 'ix_ledger_days_covering',
  columnNames: ['day', 'nodeId', 'userId', 'upload', 'download', 'charged'],
})
const narrow = new TableIndex({ name: 'ix_ledger_days_day', columnNames: ['day', 'nodeId'] })

const sums = 'SUM(l.upload), SUM(l.download), SUM(l.charged)'
const rolledHours = 'ledger_hours l JOIN meters m ON m.nodeId = l.nodeId AND l.slot < m.rolledUntil'

/** The plan bought last whose term the instants lie in; 0: none. */
const planAt = (from: string, until: string) =>
  `COALESCE((SELECT o.planId FROM orders o WHERE o.userId = l.userId AND o.kind <> 'addon' AND o.planId IS NOT NULL
     AND o.startsAt < ${until} AND o.endsAt > ${from} ORDER BY o.id DESC LIMIT 1), 0)`

/** The statements that fill the empty tables of sums from the ledger. */
export function fillings(isMariadb: boolean): readonly string[] {
  const div = isMariadb ? 'DIV' : '/'
  const [year, monthOfYear] = [`(l.day ${div} 10000)`, `(l.day ${div} 100 % 100)`]
  // Days since 1970 by whole numbers, as both engines reckon them; good from 1900 to 2099.
  const days = `(367 * ${year} - 7 * (${year} + (${monthOfYear} + 9) ${div} 12) ${div} 4 + 275 * ${monthOfYear} ${div} 9 + l.day % 100 - 719574)`
  // Noon UTC lies in the local day almost everywhere: the migration does not know the operator's time zone.
  const noon = `(${days} * 86400000 + 43200000)`
  const month = `l.day ${div} 100`
  const planOfHour = planAt('l.slot * 900000', '(l.slot + 1) * 900000')
  return [
    `INSERT INTO node_hours (slot, nodeId, upload, download, charged)
     SELECT l.slot, l.nodeId, ${sums} FROM ${rolledHours} GROUP BY l.slot, l.nodeId`,
    `INSERT INTO node_days (day, nodeId, upload, download, charged)
     SELECT l.day, l.nodeId, ${sums} FROM ledger_days l GROUP BY l.day, l.nodeId`,
    `INSERT INTO plan_hours (slot, planId, nodeId, upload, download, charged)
     SELECT l.slot, ${planOfHour} AS planId, l.nodeId, ${sums} FROM ${rolledHours} GROUP BY l.slot, planId, l.nodeId`,
    `INSERT INTO plan_days (day, planId, nodeId, upload, download, charged)
     SELECT l.day, ${planAt(noon, noon)} AS planId, l.nodeId, ${sums} FROM ledger_days l GROUP BY l.day, planId, l.nodeId`,
    `INSERT INTO user_months (month, userId, nodeId, upload, download, charged)
     SELECT ${month} AS month, l.userId, l.nodeId, ${sums} FROM ledger_days l GROUP BY month, l.userId, l.nodeId`,
  ]
}

/** Sums of traffic that are kept, so that nobody adds up users; samples of nodes; roll-outs of settings. */
export class Fleet1764700000000 implements MigrationInterface {
  readonly name = 'Fleet1764700000000'

  async up(runner: QueryRunner): Promise<void> {
    for (const one of tables()) await runner.createTable(one)
    await runner.query('ALTER TABLE node_contacts ADD COLUMN uploadRate bigint NULL')
    await runner.query('ALTER TABLE node_contacts ADD COLUMN downloadRate bigint NULL')
    await runner.dropIndex('ledger_days', narrow)
    await runner.createIndex('ledger_days', covering)
    for (const filling of fillings(runner.connection.options.type === 'mariadb')) await runner.query(filling)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('ledger_days', covering)
    await runner.createIndex('ledger_days', narrow)
    await runner.query('ALTER TABLE node_contacts DROP COLUMN downloadRate')
    await runner.query('ALTER TABLE node_contacts DROP COLUMN uploadRate')
    for (const one of tables().reverse()) await runner.dropTable(one)
  }
}
