import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { fastify } from 'fastify'
import { upsertRows } from '../../../hub/db/bulk-write.ts'
import { nodeAddressEntity } from '../../../hub/db/entities/nodes.ts'
import { createServer } from '../../../hub/http/create-server.ts'
import { systemClock } from '../../../hub/kernel/clock.ts'
import { silentLogger } from '../../../hub/kernel/logger.ts'
import { createVault } from '../../../hub/secrets/vault.ts'
import { serveSubscriptions } from '../../../hub/subscriptions/serve-subscriptions.ts'
import { createSubscriptionCache } from '../../../hub/subscriptions/subscription-cache.ts'
import { tokenHashOf } from '../../../hub/subscriptions/subscription-link.ts'
import { seedPairs } from '../../builders/seed-pairs.ts'
import { openTestDatabase } from '../../harness/open-test-database.ts'

/**
 * `server.ts <database file> <tokens file> <users>`: the public listener's subscriptions over an embedded database,
 * and a bare Fastify beside it that answers every link with as many bytes. Says where both listen in one line of JSON.
 */
const [file = '', tokensFile = '', users = '10000'] = process.argv.slice(2)
const vault = createVault(randomBytes(32))
const clock = systemClock
const { database } = await openTestDatabase({
  name: 'sqlite',
  createDatabase: async () => ({
    config: { engine: 'sqlite', file },
    [Symbol.asyncDispose]: async () => {},
  }),
})
const now = clock.now()
const tokens = Array.from({ length: Number(users) }, () => randomBytes(24).toString('base64url'))
await database.inTransaction(async tx => {
  const sealedPassword = vault.seal(randomBytes(16).toString('base64url'))
  await seedPairs(tx, { pairs: 1, usersPerPair: tokens.length, now, sealedPassword })
  for (const nodeId of [1, 2]) {
    await tx.manager.insert(nodeAddressEntity, [
      { nodeId, kind: 'domain', host: `n${nodeId}.example.com`, portOffset: 0, position: 0 },
      { nodeId, kind: 'ipv6', host: `2001:db8::${nodeId}`, portOffset: 0, position: 1 },
    ])
  }
  await upsertRows(tx, {
    table: 'subscription_links',
    keys: ['userId'],
    columns: ['userId', 'tokenHash', 'tokenSecret', 'createdAt', 'rotatedAt'],
    rows: tokens.map((token, i) => [i + 1, tokenHashOf(vault, token), vault.seal(token), now, now]),
    set: ['tokenHash'],
  })
})
writeFileSync(tokensFile, JSON.stringify(tokens))

const app = await createServer({
  tls: null,
  trustedProxies: [],
  requestsPerMinute: 1_000_000_000,
  logger: silentLogger,
})
const publicUrl = 'https://sluice.example'
const deps = { database, clock, vault, timeZone: 'Asia/Shanghai', publicUrl }
serveSubscriptions(app, { ...deps, subscriptionCache: createSubscriptionCache(deps) })
const address = await app.listen({ host: '127.0.0.1', port: 0 })

const sample = await fetch(`${address}/s/${tokens[0]}`)
const body = Buffer.from(await sample.arrayBuffer())
if (sample.status !== 200) throw new Error(`the sample answered ${sample.status}`)
const bare = fastify()
bare.get('/s/:token', (request, reply) =>
  request.headers['if-none-match'] === undefined ? reply.send(body) : reply.code(304).send(),
)
const bareAddress = await bare.listen({ host: '127.0.0.1', port: 0 })
console.log(JSON.stringify({ address, bareAddress, bytes: body.length }))
