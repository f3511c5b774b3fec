/**
 * Prepares a hub’s data directory with a year of life in it, and prints where it is.
 *
 *   node test/builders/seed-large.ts [--scale full|small|tiny] [--now 2026-11-18T06:40:00Z|hour] [--seed 1]
 *                                    [--password TEXT] [--into FOLDER] [--rest]
 *
 * Everything ends at `--now`; `hour` is the present hour, for a demo. What was prepared once is kept under
 * .cache/seeded (or SLUICE_SEED_CACHE) and must not be written to: `--into` makes a copy, which serves as SLUICE_DATA.
 * `--rest`: the copy asks no node and no provider anything, since another hub seems to hold all leases.
 * Operators: owner@, admin@, support@ and viewer@example.com, and owner-totp@example.com with a second factor.
 */
import { parseArgs } from 'node:util'
import { scales } from './seeded-hub/scale.ts'
import { defaultPasswords } from './seeded-hub/seed-secrets.ts'
import { defaultNow } from './seeded-hub/seed-world.ts'
import { copySeededHub, prepareSeededHub, restCopy } from './seeded-hub/seeded-hub-cache.ts'

const { values } = parseArgs({
  options: {
    scale: { type: 'string', default: 'full' },
    now: { type: 'string' },
    seed: { type: 'string', default: '1' },
    password: { type: 'string', default: defaultPasswords.operator },
    into: { type: 'string' },
    rest: { type: 'boolean', default: false },
  },
})
const scale = Object.values(scales).find(one => one.name === values.scale)
if (scale === undefined) throw new Error(`there is no scale ${values.scale}`)
const hour = 3_600_000
const now =
  values.now === undefined
    ? defaultNow
    : values.now === 'hour'
      ? Math.floor(Date.now() / hour) * hour
      : Date.parse(values.now)
if (!Number.isSafeInteger(now)) throw new Error(`${values.now} is no time`)
const passwords = { ...defaultPasswords, operator: values.password }
const cached = await prepareSeededHub({ scale, seed: Number(values.seed), now, passwords })
if (cached.seconds > 0) console.error(`seeded in ${cached.seconds.toFixed(1)} s`)
if (values.into !== undefined) {
  copySeededHub(cached, values.into)
  if (values.rest) await restCopy(values.into)
}
console.log(values.into ?? cached.folder)
