import { expect, it } from 'vitest'
import type { Instant } from '../../../../hub/contract/primitives.ts'
import { announce } from '../../../../hub/events/announce.ts'
import { pruneEvents } from '../../../../hub/events/event-store.ts'
import { startAdminHub } from '../../../harness/admin-hub.ts'
import { forEachEngine } from '../../../harness/engines.ts'

const at = 1_800_000_000_000 as Instant

/** Reads a stream of server-sent events until it ends. */
async function listen(url: string, headers: Record<string, string>) {
  const leave = new AbortController()
  const answer = await fetch(url, { headers, signal: leave.signal })
  let text = ''
  const ended = (async () => {
    for await (const piece of answer.body ?? []) text += Buffer.from(piece).toString()
  })().catch(() => undefined)
  return {
    status: answer.status,
    ended,
    leave: () => leave.abort(),
    ids: () => [...text.matchAll(/^id: (\d+)$/gm)].map(match => Number(match[1])),
    text: () => text,
  }
}

forEachEngine('the event stream', engine => {
  it('brings each event once, one that commits after a later one included', { timeout: 30_000 }, async () => {
    await using hub = await startAdminHub(engine)
    const { database } = hub.deps
    const token = await hub.tokenOf('viewer')
    const stream = await listen(`${hub.addresses.admin}/v1/events`, { authorization: `Bearer ${token}` })
    expect(stream.status).toBe(200)
    const say = (kind: string) =>
      database.inTransaction(tx => announce(tx, { at, kind, subject: { userId: 1, text: 'a\nb' } }))
    await say('one')
    if (engine.name === 'mariadb') {
      // The first takes its id and commits only after the second was delivered.
      await database.inTransaction(async tx => {
        await announce(tx, { at, kind: 'late', subject: {} })
        await say('early')
        await expect.poll(() => stream.text(), { timeout: 8_000 }).toContain('event: early')
        expect(stream.text()).not.toContain('event: late')
      })
      await expect.poll(() => stream.text(), { timeout: 8_000 }).toContain('event: late')
    }
    await say('two')
    await expect.poll(() => stream.text(), { timeout: 8_000 }).toContain('event: two')
    const ids = stream.ids()
    expect(new Set(ids).size).toBe(ids.length)
    expect(stream.text()).toContain('"subject":{"userId":1,"text":"a\\nb"}')

    const again = await listen(`${hub.addresses.admin}/v1/events`, {
      authorization: `Bearer ${token}`,
      'last-event-id': String(Math.min(...ids)),
    })
    await expect.poll(() => again.text(), { timeout: 8_000 }).toContain('event: two')

    // It ends with the session.
    await hub.call('DELETE', '/v1/session', { token, body: {} })
    await Promise.all([stream.ended, again.ended])
    await database.inTransaction(tx => pruneEvents(tx, (at + 25 * 3_600_000) as Instant))
    expect(
      await database.inTransaction(tx => tx.query('SELECT kind FROM events WHERE at = ?', [at])),
    ).toEqual([])
  })

  it('has a bound per operator, and ends when the hub stops', { timeout: 30_000 }, async () => {
    const hub = await startAdminHub(engine)
    const authorization = `Bearer ${await hub.tokenOf('viewer')}`
    const url = `${hub.addresses.admin}/v1/events`
    const open = await Promise.all(Array.from({ length: 10 }, () => listen(url, { authorization })))
    expect(open.map(stream => stream.status)).toEqual(Array(10).fill(200))
    expect((await listen(url, { authorization })).status).toBe(429)
    open[0]?.leave()
    await expect.poll(async () => (await listen(url, { authorization })).status, { timeout: 8_000 }).toBe(200)
    await hub[Symbol.asyncDispose]()
    await Promise.all(open.map(stream => stream.ended))
  })
})
