import { createDecipheriv, createPublicKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fastify } from 'fastify'
import type { DatabaseConfig } from '../../../hub/db/data-source.ts'
import { openTestDatabase } from '../../harness/open-test-database.ts'
import { bareWriter, createBareTables, type LeftRows } from './bare-rows.ts'

/** What `bare-receiver.ts <file>` is to do. */
export interface BareReceiver {
  readonly config: DatabaseConfig
  readonly publicKeyPem: string
  readonly apiV3Key: string
  /** What one notification leaves. */
  readonly left: readonly LeftRows[]
}

/**
 * The least that takes money: a bare Fastify that checks the signature, opens what is sealed, writes the row of the
 * notification, acknowledges it, and writes the other rows that settling it leaves, into tables without an index and
 * in one transaction. Says where it listens.
 */
const asked: BareReceiver = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'))
const { config, left } = asked
const { database } = await openTestDatabase({
  name: config.engine,
  createDatabase: async () => ({ config, [Symbol.asyncDispose]: async () => {} }),
})
await createBareTables(database, left)
const isEvent = ({ table }: LeftRows) => table === 'provider_events'
const store = bareWriter(left.filter(isEvent))
const settle = bareWriter(left.filter(one => !isEvent(one)))
const key = createPublicKey(asked.publicKeyPem)
const done = { count: 0, lastAt: 0 }

function open(body: Buffer): unknown {
  const { resource } = JSON.parse(body.toString())
  const sealed = Buffer.from(resource.ciphertext, 'base64')
  const decipher = createDecipheriv('aes-256-gcm', asked.apiV3Key, resource.nonce, { authTagLength: 16 })
  decipher.setAAD(Buffer.from(resource.associated_data)).setAuthTag(sealed.subarray(-16))
  return JSON.parse(Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]).toString())
}

const app = fastify()
app.removeAllContentTypeParsers()
app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, next) => next(null, body))
app.post<{ Body: Buffer }>('/pay/wechat/notify', async ({ headers, body }, reply) => {
  const head = `${headers['wechatpay-timestamp']}\n${headers['wechatpay-nonce']}\n`
  const message = Buffer.concat([Buffer.from(head), body, Buffer.from('\n')])
  const signature = Buffer.from(String(headers['wechatpay-signature']), 'base64')
  if (!verify('RSA-SHA256', message, key, signature)) return reply.code(401).send()
  open(body)
  await database.inTransaction(store)
  reply.raw.once('close', () => {
    void database.inTransaction(settle).then(() => {
      done.count += 1
      done.lastAt = Date.now()
    })
  })
  return reply.code(204).send()
})
app.get('/done', () => done)
console.log(`listening at ${await app.listen({ host: '127.0.0.1', port: 0 })}`)
