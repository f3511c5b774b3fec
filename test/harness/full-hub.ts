import { join } from 'node:path'
import { loadConfig } from '../../hub/config/load-config.ts'
import { loadSecrets } from '../../hub/config/load-secrets.ts'
import { scales } from '../builders/seeded-hub/scale.ts'
import { defaultPasswords } from '../builders/seeded-hub/seed-secrets.ts'
import { copySeededHub, prepareSeededHub, restCopy } from '../builders/seeded-hub/seeded-hub-cache.ts'
import { tempFolder } from './temp-folder.ts'
import { startWholeHub, type WholeHub } from './whole-hub.ts'

/** A hub with 100,000 users at rest, on a copy of what is seeded once and kept. */
export async function startFullHub(
  stack: AsyncDisposableStack,
  now: number,
  options: Parameters<typeof startWholeHub>[1],
): Promise<WholeHub> {
  const wish = { scale: scales.full, seed: 1, now, passwords: defaultPasswords }
  const cached = await prepareSeededHub(wish)
  const data = join(stack.use(tempFolder('full')).path, 'data')
  copySeededHub(cached, data)
  await restCopy(data)
  const config = loadConfig({ SLUICE_DATA: data })
  if (config.database.engine !== 'sqlite') throw new Error('the seeding is on SQLite')
  const { masterKey } = loadSecrets({}, config)
  if (masterKey === null) throw new Error('the seeding has no key')
  return startWholeHub(config.database, { ...options, masterKey })
}
