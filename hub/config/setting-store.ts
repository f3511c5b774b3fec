import type { Instant } from '../contract/primitives.ts'
import { settingEntity } from '../db/entities/system.ts'
import type { Tx } from '../db/transaction.ts'

/** A stored setting's value, to be parsed by the caller; undefined where it was never written. */
export async function readSetting(tx: Tx, name: string): Promise<unknown> {
  const row = await tx.manager.findOneBy(settingEntity, { name })
  return row?.value
}

/** Writes a setting, new or not. `value` is JSON. */
export async function writeSetting(
  tx: Tx,
  name: string,
  value: string | number | boolean | null | object,
  at: Instant,
): Promise<void> {
  const text = JSON.stringify(value)
  const onConflict =
    tx.engine === 'sqlite'
      ? 'ON CONFLICT (name) DO UPDATE SET value = excluded.value, updatedAt = excluded.updatedAt'
      : 'ON DUPLICATE KEY UPDATE value = VALUES(value), updatedAt = VALUES(updatedAt)'
  await tx.query(`INSERT INTO settings (name, value, updatedAt) VALUES (?, ?, ?) ${onConflict}`, [
    name,
    text,
    at,
  ])
}
