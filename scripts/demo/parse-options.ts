import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { StartRefused } from '../../hub/config/start-refused.ts'

export interface DemoOptions {
  readonly help: boolean
  /** Where everything is kept: database, master key, the node's state. */
  readonly dataDirectory: string
  /** Of the admin listener; the public one takes the next, then metrics, the sandbox, a simulated node. */
  readonly port: number
  /** Whether the desktop console is opened. */
  readonly console: boolean
}

export const demoHelp = `Sluice on this machine: a hub, one node and some traffic

Usage: npm start [-- options]

  --data DIR     where everything is kept (./data)
  --port N       port of the admin interface (8470); the shop is N+1, metrics N+2, sandbox N+3,
                 a simulated node N+4
  --no-console   do not open the desktop console
  --help         this text
`

/** Throws `StartRefused` with a sentence about what is wrong. */
export function parseOptions(argv: readonly string[]): DemoOptions {
  const values = readValues(argv)
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 1024 || port > 65_531) {
    throw new StartRefused([`--port ${values.port}: a number from 1024 to 65531 is expected`])
  }
  return {
    help: values.help,
    dataDirectory: resolve(values.data),
    port,
    console: !values['no-console'],
  }
}

function readValues(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        data: { type: 'string', default: './data' },
        port: { type: 'string', default: '8470' },
        'no-console': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values
  } catch (error) {
    throw new StartRefused([
      `${error instanceof Error ? error.message : String(error)}; see npm start -- --help`,
    ])
  }
}
