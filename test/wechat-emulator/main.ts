import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startEmulator } from './start-emulator.ts'
import { writePrivate } from './state-file.ts'

const usage = `node test/wechat-emulator/main.ts [options]
  --port N                 port on 127.0.0.1 (0: any free one, the default)
  --merchant-file PATH     where the merchant settings go (a temporary file, removed at the end, by default)
  --state-file PATH        keeps keys, orders, refunds and undelivered notifications over restarts
  --delivery auto|manual   whether later attempts of notifications come by themselves (auto)
  --retry-scale FACTOR     factor of the retry schedule 15s 15s 30s 3m … (1)
  --clock MS               starts with this time, Unix ms
  --key-mode MODE          public_key (default), certificates, migrating
  --auto-settle-refunds    refunds succeed by themselves
  --h5-domain NAME         a registered H5 domain, repeatable, beside 127.0.0.1 and localhost
  --notify-route FROM=TO   notify_url of origin FROM is called at the loopback origin TO, repeatable
  --token TOKEN            the control token (made up by default)
Prints one line of JSON: {"origin","controlToken","merchantFile","pid"}. Ends on SIGTERM and SIGINT.`

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    'merchant-file': { type: 'string' },
    'state-file': { type: 'string' },
    delivery: { type: 'string', default: 'auto' },
    'retry-scale': { type: 'string', default: '1' },
    clock: { type: 'string' },
    'key-mode': { type: 'string' },
    'auto-settle-refunds': { type: 'boolean', default: false },
    'h5-domain': { type: 'string', multiple: true, default: [] },
    'notify-route': { type: 'string', multiple: true, default: [] },
    token: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  console.log(usage)
  process.exit(0)
}

try {
  await run()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

async function run(): Promise<void> {
  const { delivery, 'key-mode': keyMode } = values
  if (delivery !== 'auto' && delivery !== 'manual') throw new Error('--delivery is auto or manual')
  const emulator = await startEmulator({
    port: whole('port', values.port),
    delivery,
    retryScale: Number(values['retry-scale']),
    ...(values['state-file'] === undefined ? {} : { stateFile: values['state-file'] }),
    ...(values.token === undefined ? {} : { token: values.token }),
    settings: {
      h5Domains: ['127.0.0.1', 'localhost', ...values['h5-domain']],
      autoSettleRefunds: values['auto-settle-refunds'],
      notifyRoutes: values['notify-route'].map(readRoute),
    },
  })
  if (keyMode === 'public_key' || keyMode === 'certificates' || keyMode === 'migrating')
    await emulator.control.setKeys({ mode: keyMode })
  else if (keyMode !== undefined) throw new Error('--key-mode is public_key, certificates or migrating')
  if (values.clock !== undefined) await emulator.control.setClock({ now: whole('clock', values.clock) })

  const kept = values['merchant-file']
  const merchantFile = kept ?? join(tmpdir(), `wechat-emulator-${process.pid}.json`)
  const { origin, controlToken, merchant } = emulator
  writePrivate(merchantFile, { origin, ...merchant })

  let isStopping = false
  const stop = async () => {
    if (isStopping) return
    isStopping = true
    await emulator.close()
    if (kept === undefined) rmSync(merchantFile, { force: true })
    process.exit(0)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  console.log(JSON.stringify({ origin, controlToken, merchantFile, pid: process.pid }))
}

function whole(name: string, text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new Error(`--${name} must be a whole number`)
  return Number(text)
}

function readRoute(text: string): { from: string; to: string } {
  const [from, to, ...more] = text.split('=')
  if (!from || !to || more.length > 0) throw new Error('--notify-route is FROM=TO, two origins')
  return { from, to }
}
