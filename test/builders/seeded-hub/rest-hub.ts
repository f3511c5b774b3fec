import type { DataSource } from 'typeorm'
import { seedHubName } from './write-history.ts'

/** 2100: no hub that is started on the database will see its end. */
const farAway = Date.UTC(2100, 0, 1)

/**
 * Makes a seeded database stand still: another hub holds the leases of the jobs and of all nodes. A hub that is
 * started on it then asks no node and no provider anything, and shows what was seeded.
 */
export async function restHub(source: DataSource): Promise<void> {
  const nodes: readonly { readonly id: number }[] = await source.query(
    'SELECT id FROM nodes WHERE enrolledAt IS NOT NULL AND removedAt IS NULL',
  )
  const names = ['jobs', `hub:${seedHubName}`, ...nodes.map(({ id }) => `node:${id}`)]
  for (const name of names) {
    await source.query('INSERT INTO leases (name, holder, token, expiresAt) VALUES (?, ?, 1, ?)', [
      name,
      seedHubName,
      farAway,
    ])
  }
}
