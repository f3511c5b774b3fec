import { hostname } from 'node:os'
import * as z from 'zod'

/** One setting: its name in the file is the key of the table, `env` the environment variable that wins over it. */
export interface Setting<T extends z.ZodType = z.ZodType> {
  readonly env: `SLUICE_${string}`
  readonly schema: T
  /** As written in the file; undefined: none. */
  readonly fallback: unknown
  /** In words: completes "allowed: …". */
  readonly allowed: string
  readonly what: string
}

function setting<T extends z.ZodType>(definition: Setting<T>): Setting<T> {
  return definition
}

/** Text of an environment variable and JSON of the file alike. */
const wholeNumber = (least: number, greatest: number) =>
  z
    .union([
      z.number(),
      z
        .string()
        .regex(/^\d{1,9}$/)
        .transform(Number),
    ])
    .pipe(z.number().int().min(least).max(greatest))
const yesNo = z.union([
  z.boolean(),
  z.enum(['true', 'false', 'yes', 'no', '1', '0']).transform(value => ['true', 'yes', '1'].includes(value)),
])
const list = z.union([
  z.array(z.string()),
  z.string().transform(text =>
    text
      .split(',')
      .map(part => part.trim())
      .filter(part => part !== ''),
  ),
])
const host = z.string().regex(/^[A-Za-z0-9.:_-]{1,255}$/)
const path = z
  .string()
  .min(1)
  .max(4_096)
  .refine(text => !text.includes('\0'))
const port = wholeNumber(0, 65_535)

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined && !/^[+-]/.test(name)
  } catch {
    return false
  }
}

const network =
  /^(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?:\/(?:[0-9]|[12][0-9]|3[0-2]))?|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(?:\/[0-9]{1,3})?|loopback|linklocal|uniquelocal)$/

const portWords = 'a number from 0 to 65535; 0 takes a free one'

/** Every setting of the hub. Secrets are not among them: see load-secrets. */
export const settingsTable = {
  dataDirectory: setting({
    env: 'SLUICE_DATA',
    schema: path,
    fallback: './data',
    allowed: 'a path',
    what: 'Directory of the embedded database, the key file and first credentials',
  }),
  database: setting({
    env: 'SLUICE_DATABASE',
    schema: z.union([
      z.literal('sqlite'),
      z.string().regex(/^(mysql|mariadb):\/\/[^:@/]+@[^/]+\/[A-Za-z0-9_$-]{1,64}(\?.*)?$/),
    ]),
    fallback: 'sqlite',
    allowed:
      '`sqlite`, or `mariadb://user@host:port/name` (options `?pool=20`, `?socket=/path`) without a password',
    what: 'Where the data is: the embedded SQLite, or a MySQL-compatible server',
  }),
  adminHost: setting({
    env: 'SLUICE_ADMIN_HOST',
    schema: host,
    fallback: '127.0.0.1',
    allowed: 'an address or host name',
    what: 'Address of the admin listener; beyond loopback it needs TLS',
  }),
  adminPort: setting({
    env: 'SLUICE_ADMIN_PORT',
    schema: port,
    fallback: 8620,
    allowed: portWords,
    what: 'Port of the admin listener',
  }),
  adminTlsCertificate: setting({
    env: 'SLUICE_ADMIN_TLS_CERTIFICATE',
    schema: path,
    fallback: undefined,
    allowed: 'a PEM file, or `self` for one of the hub’s own authority',
    what: 'Certificate of the admin listener',
  }),
  adminTlsKey: setting({
    env: 'SLUICE_ADMIN_TLS_KEY',
    schema: path,
    fallback: undefined,
    allowed: 'a PEM file',
    what: 'Private key of that certificate',
  }),
  adminNames: setting({
    env: 'SLUICE_ADMIN_NAMES',
    schema: list.pipe(z.array(host).max(20)),
    fallback: [],
    allowed: 'names and addresses, separated by commas',
    what: 'What a `self` certificate of the admin listener stands for, beside its own address',
  }),
  publicHost: setting({
    env: 'SLUICE_PUBLIC_HOST',
    schema: host,
    fallback: '127.0.0.1',
    allowed: 'an address or host name',
    what: 'Address of the public listener',
  }),
  publicPort: setting({
    env: 'SLUICE_PUBLIC_PORT',
    schema: port,
    fallback: 8621,
    allowed: portWords,
    what: 'Port of the public listener',
  }),
  publicTlsCertificate: setting({
    env: 'SLUICE_PUBLIC_TLS_CERTIFICATE',
    schema: path,
    fallback: undefined,
    allowed: 'a PEM file',
    what: 'Certificate of the public listener; none where a proxy in front speaks TLS',
  }),
  publicTlsKey: setting({
    env: 'SLUICE_PUBLIC_TLS_KEY',
    schema: path,
    fallback: undefined,
    allowed: 'a PEM file',
    what: 'Private key of that certificate',
  }),
  publicUrl: setting({
    env: 'SLUICE_PUBLIC_URL',
    schema: z.url({ protocol: /^https?$/ }).transform(text => text.replace(/\/+$/, '')),
    fallback: undefined,
    allowed: 'an http or https URL',
    what: 'How customers reach the public listener: links are made from this, never from a request',
  }),
  metricsHost: setting({
    env: 'SLUICE_METRICS_HOST',
    schema: host,
    fallback: '127.0.0.1',
    allowed: 'an address or host name',
    what: 'Address of /metrics and /readyz',
  }),
  metricsPort: setting({
    env: 'SLUICE_METRICS_PORT',
    schema: port,
    fallback: 8622,
    allowed: portWords,
    what: 'Port of /metrics and /readyz',
  }),
  trustedProxies: setting({
    env: 'SLUICE_TRUSTED_PROXIES',
    schema: list.pipe(z.array(z.string().regex(network)).max(100)),
    fallback: [],
    allowed: 'addresses and networks, separated by commas',
    what: 'Proxies whose X-Forwarded-For is believed',
  }),
  timeZone: setting({
    env: 'SLUICE_TIME_ZONE',
    schema: z.string().refine(isTimeZone),
    fallback: 'Asia/Shanghai',
    allowed: 'an IANA name such as Asia/Shanghai',
    what: 'Calendar of cycles, days and schedules',
  }),
  collectEverySeconds: setting({
    env: 'SLUICE_COLLECT_EVERY_SECONDS',
    schema: wholeNumber(1, 3_600),
    fallback: 10,
    allowed: 'a number from 1 to 3600',
    what: 'Pause between two collections of a node',
  }),
  leaseSeconds: setting({
    env: 'SLUICE_LEASE_SECONDS',
    schema: wholeNumber(1, 600),
    fallback: 15,
    allowed: 'a number from 1 to 600',
    what: 'How long the work of a hub that died waits until another takes it up',
  }),
  hubId: setting({
    env: 'SLUICE_HUB_ID',
    schema: z.string().regex(/^[A-Za-z0-9._-]{1,40}$/),
    fallback:
      hostname()
        .replace(/[^A-Za-z0-9._-]/g, '-')
        .slice(0, 40) || 'hub',
    allowed: 'up to 40 letters, digits, `.`, `_`, `-`',
    what: 'Names this hub among several on one database; by default the host name',
  }),
  logLevel: setting({
    env: 'SLUICE_LOG_LEVEL',
    schema: z.enum(['debug', 'info', 'warn', 'error', 'silent']),
    fallback: 'info',
    allowed: '`debug`, `info`, `warn`, `error` or `silent`',
    what: 'How much is logged',
  }),
  backupDirectory: setting({
    env: 'SLUICE_BACKUP_DIRECTORY',
    schema: path,
    fallback: undefined,
    allowed: 'a path',
    what: 'Directory of the backups, best on another disk; by default `backups` in the data directory',
  }),
  backupDaily: setting({
    env: 'SLUICE_BACKUP_DAILY',
    schema: yesNo,
    fallback: true,
    allowed: '`true` or `false`',
    what: 'Whether the hub makes and checks a backup every night',
  }),
  smtpHost: setting({
    env: 'SLUICE_SMTP_HOST',
    schema: host,
    fallback: undefined,
    allowed: 'an address or host name',
    what: 'Mail server; where it is set, the settings of mail come from here and not from the console',
  }),
  smtpPort: setting({
    env: 'SLUICE_SMTP_PORT',
    schema: wholeNumber(1, 65_535),
    fallback: 465,
    allowed: 'a number from 1 to 65535',
    what: 'Port of the mail server',
  }),
  smtpTls: setting({
    env: 'SLUICE_SMTP_TLS',
    schema: z.enum(['tls', 'starttls', 'none']),
    fallback: 'tls',
    allowed: '`tls`, `starttls`, or `none` without a user or on loopback',
    what: 'How the connection to it is encrypted',
  }),
  smtpUser: setting({
    env: 'SLUICE_SMTP_USER',
    schema: z
      .string()
      .max(254)
      .regex(/^\P{Cc}*$/u),
    fallback: '',
    allowed: 'a user name, or nothing for a server that wants none',
    what: 'User of the mail server; the password is a secret',
  }),
  smtpFrom: setting({
    env: 'SLUICE_SMTP_FROM',
    schema: z.string().regex(/^[^\s@<>",;:]+@[^\s@<>",;:]+$/),
    fallback: undefined,
    allowed: 'an e-mail address',
    what: 'Address that mail comes from; needed with a mail server',
  }),
  demo: setting({
    env: 'SLUICE_DEMO',
    schema: yesNo,
    fallback: false,
    allowed: '`true` or `false`',
    what: 'Lets node addresses be loopback, for trying things out on one machine',
  }),
} as const

export type SettingName = keyof typeof settingsTable
/** Every setting's value after validation; undefined where none was given and none is the default. */
export type SettingValues = {
  readonly [Name in SettingName]:
    | z.output<(typeof settingsTable)[Name]['schema']>
    | ((typeof settingsTable)[Name]['fallback'] extends undefined ? undefined : never)
}
