import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { loadConfig } from '../../../hub/config/load-config.ts'
import { loadSecrets } from '../../../hub/config/load-secrets.ts'
import { adminEndpoints } from '../../../hub/contract/admin/all.ts'
import { createDataSource } from '../../../hub/db/data-source.ts'
import { rowsOf } from '../../../hub/db/transaction.ts'
import { checkAllGates } from '../../../hub/gate/check-gates.ts'
import { seedTimeZone } from '../../builders/seeded-hub/local-calendar.ts'
import { restHub } from '../../builders/seeded-hub/rest-hub.ts'
import { scales } from '../../builders/seeded-hub/scale.ts'
import { seedHub } from '../../builders/seeded-hub/seed-hub.ts'
import { defaultPasswords, makeSecrets } from '../../builders/seeded-hub/seed-secrets.ts'
import { defaultNow } from '../../builders/seeded-hub/seed-world.ts'
import { copySeededHub, prepareSeededHub } from '../../builders/seeded-hub/seeded-hub-cache.ts'
import { jumpingClock } from '../../fakes/jumping-clock.ts'
import { forEachEngine, sqlite, type TestEngine } from '../../harness/engines.ts'
import { expectBooks } from '../../harness/expect-books.ts'
import { tempFolder } from '../../harness/temp-folder.ts'
import { startWholeHub } from '../../harness/whole-hub.ts'

const few = {
  ...scales.tiny,
  users: 60,
  orders: 120,
  usersByDay: 10,
  usersByHour: 4,
  sampledDays: 0.1,
  deeds: 20,
}
const wish = { scale: scales.tiny, seed: 1, now: defaultNow }
const passwords = defaultPasswords

/** A clock that goes on from where the seeding ended. */
function seededClock() {
  const clock = jumpingClock()
  clock.jump(defaultNow - Date.now())
  return clock
}

async function startSeededHub(engine: TestEngine) {
  const made = await engine.createDatabase()
  const masterKey = randomBytes(32)
  const source = createDataSource(made.config)
  await source.initialize()
  await source.runMigrations()
  await seedHub(source, wish, await makeSecrets(masterKey, passwords))
  await restHub(source)
  await source.destroy()
  const clock = seededClock()
  const whole = await startWholeHub(made.config, { masterKey, clock })
  const send = async (token: string, path: string, body?: object) => {
    const answer = await fetch(`${whole.addresses.admin}${path}`, {
      headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(20_000),
    })
    return { status: answer.status, body: (await answer.json()) as Record<string, never> }
  }
  return {
    clock,
    whole,
    send,
    async signIn(name: string): Promise<string> {
      const sent = { email: `${name}@example.com`, password: passwords.operator }
      const { status, body } = await send('', '/v1/session', sent)
      expect(status, name).toBe(200)
      return String(body['token'])
    },
    async [Symbol.asyncDispose]() {
      await whole[Symbol.asyncDispose]()
      await made[Symbol.asyncDispose]()
    },
  }
}

forEachEngine('a seeded hub', engine => {
  let hub: Awaited<ReturnType<typeof startSeededHub>>
  beforeAll(async () => {
    hub = await startSeededHub(engine)
  }, 180_000)
  afterAll(() => hub?.[Symbol.asyncDispose]())

  it('holds books that are right: money, ledger, gates and the audit log', async () => {
    const { database } = hub.whole.hub
    await expectBooks(database)
    const token = await hub.signIn('owner')
    const proof = await hub.send(token, '/v1/metering/proof')
    expect(proof.body).toMatchObject({ differences: [] })
    const gates = await checkAllGates({ database, clock: hub.clock, timeZone: seedTimeZone })
    expect(gates).toEqual([])
    const chain = await hub.send(token, '/v1/audit/proof')
    expect(chain.body).toMatchObject({ ok: true })
  })

  it('lets every role sign in, and answers every list as the contract says', async () => {
    for (const name of ['admin', 'support', 'viewer']) await hub.signIn(name)
    const half = await hub.signIn('owner-totp')
    const totp = new TOTP({ secret: Secret.fromBase32(passwords.totpSecret) })
    const code = totp.generate({ timestamp: hub.clock.now() })
    const full = await hub.send(half, '/v1/session/second-factor', { code })
    const token = String(full.body['token'])
    expect((await hub.send(token, '/v1/users')).status).toBe(200)

    const day = 'from=20251101&until=20261118'
    const hours = `from=${defaultNow - 6 * 86_400_000}&until=${defaultNow}`
    const questions: Readonly<Record<string, string>> = {
      'revenue.read': '?from=2025-11-01&until=2026-11-18',
      'usage.userDays': `?${day}`,
      'usage.nodeDays': `?${day}`,
      'usage.nodeUsers': `?${day}`,
      'usage.userHours': `?${hours}`,
      'usage.nodeHours': `?${hours}`,
      'traffic.series': `?${day}&step=day&split=node`,
      'traffic.top': `?${day}&by=user`,
      'grant.preview': '?months=3&bytesPerCycle=1000',
      'grant.previewTime': '?days=3',
      'search.global': '?q=li',
      'code.find': '?text=SUMMER',
    }
    const empty: string[] = []
    for (const endpoint of adminEndpoints) {
      if (endpoint.method !== 'GET' || unanswered.has(endpoint.name)) continue
      const path = endpoint.path.replaceAll(/:(\w+)/g, (_, name: string) => subjects[name] ?? '1')
      const { status, body } = await hub.send(token, `${path}${questions[endpoint.name] ?? ''}`)
      expect(status, `${endpoint.name} ${JSON.stringify(body)}`).toBe(200)
      const list: unknown = body['items']
      if (Array.isArray(list) && list.length === 0) empty.push(endpoint.name)
    }
    expect(empty).toEqual([])
  })
})

/** Of a user with hour rows, and of a node that is well. */
const subjects: Readonly<Record<string, string>> = {
  userId: '3',
  nodeId: '2',
  batchId: '3',
  bulkId: '1',
  job: 'gates.due',
}
/** They ask an agent, stream, or are about one deed. */
const unanswered = new Set(['node.difference', 'events.stream', 'refund.preview'])

it('seeds the same rows again from the same seed, and others from another', async () => {
  const tell = async (seed: number) => {
    await using made = await sqlite.createDatabase()
    const source = createDataSource(made.config)
    await source.initialize()
    await source.runMigrations()
    await seedHub(source, { ...wish, scale: few, seed }, await makeSecrets(randomBytes(32), passwords))
    const said = new Map<string, string>()
    for (const table of [
      'orders',
      'ledger_days',
      'ledger_hours',
      'cycle_usage',
      'assignments',
      'grants',
      'payments',
    ]) {
      const rows = rowsOf(await source.query(`SELECT * FROM ${table} ORDER BY rowid`))
      said.set(table, createHash('sha256').update(JSON.stringify(rows)).digest('hex'))
    }
    await source.destroy()
    return said
  }
  const first = await tell(1)
  expect(await tell(1)).toEqual(first)
  expect((await tell(2)).get('orders')).not.toBe(first.get('orders'))
})

it('keeps what it seeded, and hands out copies that are a data directory', async () => {
  using cache = tempFolder('seed-cache')
  process.env['SLUICE_SEED_CACHE'] = cache.path
  try {
    const wanted = { ...wish, scale: few, passwords }
    const [made, waited] = await Promise.all([prepareSeededHub(wanted), prepareSeededHub(wanted)])
    expect(waited.folder).toBe(made.folder)
    expect(await prepareSeededHub(wanted)).toEqual({ folder: made.folder, seconds: 0 })
    const other = await prepareSeededHub({ ...wanted, seed: 2 })
    expect(other.folder).not.toBe(made.folder)

    const copy = join(cache.path, 'copy')
    copySeededHub(made, copy)
    expect(existsSync(join(made.folder, 'sluice.sqlite-wal'))).toBe(false)
    const config = loadConfig({ SLUICE_DATA: copy })
    const { masterKey } = loadSecrets({}, config)
    if (config.database.engine !== 'sqlite' || masterKey === null)
      throw new Error('the copy is no data directory')
    await using whole = await startWholeHub(config.database, { masterKey, clock: seededClock() })
    const counted = await whole.hub.database.inTransaction(tx => tx.query('SELECT COUNT(*) AS n FROM users'))
    expect(rowsOf(counted)).toEqual([{ n: few.users }])
  } finally {
    delete process.env['SLUICE_SEED_CACHE']
  }
})
