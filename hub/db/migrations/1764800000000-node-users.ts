import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm'

const held = new TableIndex({ name: 'ix_assignments_held', columnNames: ['nodeId', 'releasedAt'] })

/** How many users hold a port on a node, beside the node, and an index to count them by. */
export class NodeUsers1764800000000 implements MigrationInterface {
  readonly name = 'NodeUsers1764800000000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.createIndex('assignments', held)
    await runner.query('ALTER TABLE nodes ADD COLUMN users integer NOT NULL DEFAULT 0')
    await runner.query(
      `UPDATE nodes SET users =
         (SELECT COUNT(*) FROM assignments a WHERE a.nodeId = nodes.id AND a.releasedAt IS NULL)`,
    )
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE nodes DROP COLUMN users')
    await runner.dropIndex('assignments', held)
  }
}
