import { get } from 'node:http'
import { brotliDecompressSync } from 'node:zlib'
import { fastify } from 'fastify'
import { listUsers } from '../../hub/contract/admin/user-lists.ts'
import { sqlite } from '../harness/engines.ts'
import { eventually } from '../harness/processes.ts'
import { openShopWindow } from '../harness/shop-window.ts'
import { median, report } from './report.ts'
import { createFormClient, type FormClient } from './selling/form-client.ts'

/**
 * A whole service with two real nodes: from the notification of a payment that WeChat sends to the port served by both
 * nodes; and the page a customer then comes home to, beside a bare Fastify that answers as many bytes.
 */
const customers = 5
const requests = 200
const password = 'correct horse battery'

await using shop = await openShopWindow({ name: 'shop-bench', engine: sqlite, nodes: 2 })
const { fleet, wechat, address } = shop

async function register(email: string): Promise<FormClient> {
  const client = createFormClient(address)
  const asked = await client.submit(await client.get('/register'), '/register', { email })
  await eventually('the code in the mail', () => shop.codeFor(email) !== null)
  await client.submit(asked, '/register/finish', { email, password, code: shop.codeFor(email) ?? '' })
  return client
}

const opened: number[] = []
let buyer = await register('first@example.org')
for (let one = 1; one <= customers; one += 1) {
  buyer = await register(`customer${one}@example.org`)
  const offer = await buyer.get('/buy?plan=1')
  const placed = await buyer.submit(offer, '/buy', { plan: '1', quantity: '1' })
  await buyer.get(`${placed.path.split('?')[0]}?way=native`)
  const { orders } = await wechat.control.state({})
  const order = orders.findLast(each => each.state.kind === 'NOTPAY')
  if (order === undefined) throw new Error('no order reached WeChat')
  const paidAt = performance.now()
  await wechat.control.pay({ outTradeNo: order.request.outTradeNo })
  const port = await eventually('the customer to have a number', async () => {
    const { items } = await fleet.call(listUsers, { query: { limit: 1 } })
    return items[0]?.port ?? undefined
  })
  await eventually('both nodes to serve the port', async () => {
    const served = await Promise.all(fleet.nodes.map(node => node.listens(port)))
    return served.every(Boolean)
  })
  opened.push(performance.now() - paidAt)
}
report({
  name: 'from a payment that WeChat notifies of to the port served on both nodes',
  figure: Math.round(median(opened)),
  unit: 'ms',
  note: `at most ${Math.round(Math.max(...opened))} ms of ${opened.length}`,
})

const headers = { cookie: buyer.cookie(), 'accept-encoding': 'br', 'accept-language': 'en' }

/** Milliseconds until the first bytes of each of so many answers, one after the other. */
async function timeAnswers(url: string): Promise<number[]> {
  const times: number[] = []
  for (let one = 0; one < requests; one += 1) {
    const began = performance.now()
    const answer = await fetch(url, { headers })
    times.push(performance.now() - began)
    await answer.arrayBuffer()
  }
  return times.toSorted((a, b) => a - b)
}

const { hostname, port: shopPort } = new URL(address)
/** What goes over the line for a path. */
const fetchRaw = (path: string): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    get({ hostname, port: shopPort, path, headers }, answer => {
      answer.toArray().then(chunks => resolve(Buffer.concat(chunks)), reject)
    }).once('error', reject)
  })
const raw = await fetchRaw('/home')
const html = brotliDecompressSync(raw).toString()
const bare = fastify()
bare.get('/home', (_request, reply) => reply.type('text/html').send(html))
const bareAddress = await bare.listen({ host: '127.0.0.1', port: 0 })
const turns: { own: number; bare: number; p99: number }[] = []
for (let turn = 0; turn < 3; turn += 1) {
  const own = await timeAnswers(`${address}/home`)
  const peer = await timeAnswers(`${bareAddress}/home`)
  turns.push({ own: median(own), bare: median(peer), p99: own[Math.floor(own.length * 0.99)] ?? 0 })
}
await bare.close()
report({
  name: 'time to the first byte of a customer’s home page',
  figure: Number(median(turns.map(turn => turn.own)).toFixed(2)),
  unit: 'ms',
  peer: { name: 'bare Fastify', figure: Number(median(turns.map(turn => turn.bare)).toFixed(2)) },
  ratio: median(turns.map(turn => turn.own / turn.bare)),
  note: `p99 ${median(turns.map(turn => turn.p99)).toFixed(1)} ms; reads the database for each`,
})
const loaded = [...html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path = '']) => path)
const parts = await Promise.all(loaded.map(fetchRaw))
report({
  name: 'a customer’s home page with style, script and icon, compressed',
  figure: raw.length + parts.reduce((sum, part) => sum + part.length, 0),
  unit: 'bytes',
  limit: { kind: 'at most', value: 30_000 },
  note: `the page alone ${raw.length}; ${loaded.length} other files`,
})
