import { parseArgs } from 'node:util'
import { type Cipher, cipher } from '../../hub/contract/ciphers.ts'

export const defaultMarkBytes = 64 * 1024 * 1024

export interface Settings {
  readonly mode: 'run' | 'check' | 'purge' | 'unit' | 'help' | 'version'
  readonly stateDirectory: string
  readonly runDirectory: string
  readonly bundle: string | null
  readonly listen: { readonly host: string; readonly port: number } | null
  readonly managerCommand: string
  readonly user: string
  readonly createUser: boolean
  readonly allowedTargets: readonly string[]
  readonly stopShadowsocks: boolean
  readonly jsonFile: {
    readonly path: string
    readonly cipher: Cipher
    readonly reload: readonly string[]
  } | null
  readonly maxMarkBytes: number
}

export const help = `sluice-agent: counts and closes Shadowsocks ports on a node

  --enroll FILE         enrolment bundle, needed once
  --state DIR           state directory (/var/lib/sluice-agent)
  --run DIR             private directory of Shadowsocks' manager (/run/sluice)
  --listen HOST:PORT    listen elsewhere than the bundle says
  --ss-manager PROGRAM  ss-manager (shadowsocks-libev) or ssmanager (shadowsocks-rust)
  --ss-user NAME        user that Shadowsocks runs as (sluice-ss)
  --create-user         make that user if it is missing
  --allow-target NET    private network customers may reach all the same; repeatable
  --json-file PATH      write a port_password file instead of driving a manager
  --json-cipher CIPHER  its cipher (aes-256-gcm)
  --reload "PROGRAM …"  what makes the server read that file again
  --stop-shadowsocks    end Shadowsocks when the agent stops; otherwise it goes on
  --check               say what is missing on this node, and exit
  --unit                print the systemd unit with the other options given, and exit
  --purge               remove the table and end Shadowsocks, and exit

Each option can be given by the environment: SLUICE_AGENT_STATE, SLUICE_AGENT_SS_USER, …
`

/** Options of the command line over those of the environment. Throws with a sentence about what is wrong. */
export function parseSettings(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Settings {
  const { values } = parseArgs({
    args: [...argv],
    allowPositionals: false,
    options: {
      enroll: { type: 'string' },
      state: { type: 'string' },
      run: { type: 'string' },
      listen: { type: 'string' },
      'ss-manager': { type: 'string' },
      'ss-user': { type: 'string' },
      'create-user': { type: 'boolean' },
      'allow-target': { type: 'string', multiple: true },
      'json-file': { type: 'string' },
      'json-cipher': { type: 'string' },
      reload: { type: 'string' },
      'mark-bytes': { type: 'string' },
      'stop-shadowsocks': { type: 'boolean' },
      check: { type: 'boolean' },
      unit: { type: 'boolean' },
      purge: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
      version: { type: 'boolean' },
    },
  })
  const given = (name: string, own: string | undefined) =>
    own ?? env[`SLUICE_AGENT_${name.toUpperCase().replaceAll('-', '_')}`]
  const flag = (name: string, own: boolean | undefined) => own ?? given(name, undefined) === '1'
  const modes = ['help', 'version', 'check', 'unit', 'purge'] as const
  const path = given('json-file', values['json-file'])
  const targets = values['allow-target'] ?? given('allow-target', undefined)?.split(',') ?? []
  for (const target of targets) {
    if (!/^[0-9a-fA-F:.]+(\/\d{1,3})?$/.test(target))
      throw new Error(`--allow-target ${target} is not a network`)
  }
  return {
    mode: modes.find(mode => values[mode] === true) ?? 'run',
    stateDirectory: absolute('state', given('state', values.state) ?? '/var/lib/sluice-agent'),
    runDirectory: absolute('run', given('run', values.run) ?? '/run/sluice'),
    bundle: given('enroll', values.enroll) ?? null,
    listen: parseListen(given('listen', values.listen)),
    managerCommand: given('ss-manager', values['ss-manager']) ?? 'ss-manager',
    user: given('ss-user', values['ss-user']) ?? 'sluice-ss',
    createUser: flag('create-user', values['create-user']),
    allowedTargets: targets,
    stopShadowsocks: flag('stop-shadowsocks', values['stop-shadowsocks']),
    jsonFile:
      path === undefined
        ? null
        : {
            path: absolute('json-file', path),
            cipher: cipher.parse(given('json-cipher', values['json-cipher']) ?? 'aes-256-gcm'),
            reload: (given('reload', values.reload) ?? '').split(/\s+/).filter(word => word !== ''),
          },
    maxMarkBytes: Number(given('mark-bytes', values['mark-bytes']) ?? defaultMarkBytes),
  }
}

function absolute(name: string, path: string): string {
  if (!path.startsWith('/'))
    throw new Error(`--${name} must be an absolute path: a UDP or TCP address is refused`)
  return path.length > 1 ? path.replace(/\/+$/, '') : path
}

function parseListen(text: string | undefined): Settings['listen'] {
  if (text === undefined) return null
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:]+)):(\d{1,5})$/.exec(text)
  const host = match?.[1] ?? match?.[2]
  if (!host) throw new Error(`--listen ${text} is not HOST:PORT`)
  return { host, port: Number(match?.[3]) }
}
