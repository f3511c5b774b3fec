import type { DataSource } from 'typeorm'

/**
 * Brings the schema up to date. On MariaDB two hubs may start at once: the second waits for the first, behind a
 * lock of the server. On SQLite every migration is a transaction of one writer.
 */
export async function migrate(source: DataSource): Promise<void> {
  if (source.options.type !== 'mariadb') {
    await source.runMigrations()
    return
  }
  const runner = source.createQueryRunner()
  try {
    // Held by this connection and gone with it.
    await runner.query("SELECT GET_LOCK(CONCAT('sluice-migrate-', DATABASE()), 120)")
    await source.runMigrations()
    await runner.query("SELECT RELEASE_LOCK(CONCAT('sluice-migrate-', DATABASE()))")
  } finally {
    await runner.release()
  }
}
