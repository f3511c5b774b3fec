import { readFileSync } from 'node:fs'
import { connect } from 'node:net'

/**
 * `load.ts <url> <tokens file> <seconds> <connections> <get|revalidate|each>`: asks for links at random, or each once,
 * over connections that stay open, one request at a time on each. Prints one line of JSON. With `revalidate` every
 * request names the tag that was seen for its link before.
 */
const [url = '', tokensFile = '', seconds = '5', connections = '64', mode = 'get'] = process.argv.slice(2)
const tokens: string[] = JSON.parse(readFileSync(tokensFile, 'utf8'))
const { hostname, port } = new URL(url)
const tags = new Map<string, string>()
const took: number[] = []
const statuses: Record<string, number> = {}
let next = 0
let until = Number.POSITIVE_INFINITY

type Choose = () => string | undefined
const eachOnce: Choose = () => tokens[next++]
const random: Choose = () =>
  performance.now() < until ? tokens[Math.floor(Math.random() * tokens.length)] : undefined

/** Asks one after the other until there is nothing to ask for. */
function converse(choose: Choose, measured: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true })
    let received = ''
    let token = ''
    let begun = 0
    const ask = () => {
      const chosen = choose()
      if (chosen === undefined) {
        socket.destroy()
        resolve()
        return
      }
      token = chosen
      begun = performance.now()
      const tag = measured && mode === 'revalidate' ? `If-None-Match: ${tags.get(token) ?? '"none"'}\r\n` : ''
      socket.write(`GET /s/${token} HTTP/1.1\r\nHost: bench\r\nUser-Agent: bench\r\n${tag}\r\n`)
    }
    socket.setEncoding('latin1')
    socket.once('connect', ask).once('error', reject)
    socket.on('data', text => {
      received += text
      const end = received.indexOf('\r\n\r\n')
      if (end < 0) return
      const head = received.slice(0, end)
      const status = head.slice(9, 12)
      const length = status === '304' ? 0 : Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1])
      if (received.length < end + 4 + length) return
      received = ''
      if (measured) {
        took.push(performance.now() - begun)
        statuses[status] = (statuses[status] ?? 0) + 1
      } else {
        tags.set(token, /\r\netag: (\S+)/i.exec(head)?.[1] ?? '"none"')
      }
      ask()
    })
  })
}

const run = (choose: Choose, measured: boolean) =>
  Promise.all(Array.from({ length: Number(connections) }, () => converse(choose, measured)))

if (mode === 'revalidate') await run(eachOnce, false)
const begun = performance.now()
until = begun + Number(seconds) * 1_000
await run(mode === 'each' ? eachOnce : random, true)
const perSecond = (took.length * 1_000) / (performance.now() - begun)
took.sort((a, b) => a - b)
console.log(
  JSON.stringify({
    perSecond,
    p50: took[took.length >> 1],
    p99: took[Math.floor(took.length * 0.99)],
    statuses,
  }),
)
