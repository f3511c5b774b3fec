import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { buildAttempt, buildNotification } from '../../wechat-emulator/build-notification.ts'
import { type Identity, openKeys } from '../../wechat-emulator/crypto/create-identity.ts'
import { createSigner } from '../../wechat-emulator/sign-answers.ts'

/** What is paid, to be told of by `notify.ts <file>`. */
export interface Notices {
  readonly url: string
  readonly connections: number
  readonly identity: Identity
  readonly payments: readonly {
    readonly outTradeNo: string
    readonly transactionId: string
    readonly total: number
  }[]
}

/** How the notices were taken. Times in ms. */
export interface Taken {
  /** Unix ms. */
  readonly beganAt: number
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
  readonly statuses: Readonly<Record<string, number>>
}

/**
 * Signs one notification for each payment as WeChat does, then sends them over connections that stay open, one at a
 * time on each. Prints one line of JSON.
 */
const { url, connections, identity, payments }: Notices = JSON.parse(
  readFileSync(process.argv[2] ?? '', 'utf8'),
)
const { hostname, port, pathname } = new URL(url)
const keys = openKeys(identity)
const signer = createSigner(keys, () => ({
  ...{ mode: 'public_key', publicKeyPercent: 100, signing: 'first', listed: [] },
}))
const requests = payments.map(({ outTradeNo, transactionId, total }) => {
  const now = Date.now()
  const notification = buildNotification(
    {
      ...{ event: 'TRANSACTION.SUCCESS', outTradeNo, outRefundNo: null, url, createdAt: now },
      content: {
        ...{ appid: identity.appid, mchid: identity.mchid, out_trade_no: outTradeNo },
        ...{ transaction_id: transactionId, trade_type: 'NATIVE', trade_state: 'SUCCESS' },
        ...{ trade_state_desc: '支付成功', bank_type: 'OTHERS', success_time: new Date(now).toISOString() },
        payer: { openid: 'o'.repeat(28) },
        amount: { total, payer_total: total, currency: 'CNY', payer_currency: 'CNY' },
      },
    },
    identity.apiV3Key,
  )
  const { headers, body } = buildAttempt(notification, null, { identity, keys, signer, now })
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const head = `POST ${pathname} HTTP/1.1\r\nHost: bench\r\n${lines.join('')}Content-Length: ${body.length}\r\n\r\n`
  return Buffer.concat([Buffer.from(head), body])
})
const took: number[] = []
const statuses: Record<string, number> = {}
let next = 0

function converse(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true })
    let received = ''
    let begun = 0
    const tell = () => {
      const request = requests[next]
      next += 1
      if (request === undefined) {
        socket.destroy()
        resolve()
        return
      }
      begun = performance.now()
      socket.write(request)
    }
    socket.setEncoding('latin1')
    socket.once('connect', tell).once('error', reject)
    socket.on('data', text => {
      received += text
      const end = received.indexOf('\r\n\r\n')
      if (end < 0) return
      const head = received.slice(0, end)
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0)
      if (received.length < end + 4 + length) return
      received = ''
      const status = head.slice(9, 12)
      statuses[status] = (statuses[status] ?? 0) + 1
      took.push(performance.now() - begun)
      tell()
    })
  })
}

const beganAt = Date.now()
const begun = performance.now()
await Promise.all(Array.from({ length: connections }, converse))
const perSecond = (took.length * 1_000) / (performance.now() - begun)
took.sort((a, b) => a - b)
const quantile = (part: number) => took[Math.min(took.length - 1, Math.floor(took.length * part))] ?? 0
const taken: Taken = { beganAt, perSecond, p50: quantile(0.5), p99: quantile(0.99), statuses }
console.log(JSON.stringify(taken))
