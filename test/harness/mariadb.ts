import { randomBytes } from 'node:crypto'
import { chownSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createConnection } from 'mysql2/promise'
import { run } from '../../scripts/lab/ip-command.ts'
import { idsOf, type RunningProcess, runProcess } from '../../scripts/lab/run-process.ts'
import { hasProgram } from '../../scripts/lab/what-is-missing.ts'
import { eventually, freePort } from './processes.ts'
import { tempFolder } from './temp-folder.ts'

/** How to reach a server as its administrator. It is plain data, so it may be handed to other processes. */
export interface MariadbAddress {
  readonly host: string
  readonly port: number
  readonly socketPath: string
  readonly user: string
  readonly password: string
}

/** A MariaDB server of our own: private data, socket and port; the machine's service is never touched. */
export interface Mariadb extends AsyncDisposable {
  readonly address: MariadbAddress
  /** The server's process id, a new one after each restart. */
  pid(): number
  /** `kill -9`: what was committed must be there after `restart`. */
  kill9(): Promise<void>
  /** Starts it on the same data and port, after `kill9` or instead of the one that runs. */
  restart(): Promise<void>
}

/** Whether a server can be started here. */
export const hasMariadb = hasProgram('mariadbd') && hasProgram('mariadb-install-db')

/** Starts a server on fresh data below `place`; resolves when it accepts connections. */
export async function startMariadb(place = tmpdir()): Promise<Mariadb> {
  const folder = tempFolder('mariadb', place)
  const data = join(folder.path, 'data')
  const socketPath = join(folder.path, 'mariadb.sock')
  // mariadbd refuses to run as root.
  const user = process.getuid?.() === 0 ? 'mysql' : undefined
  // Temporary tables of servers that start at the same time have the same names.
  const temporary = join(folder.path, 'tmp')
  for (const path of [data, temporary]) mkdirSync(path)
  if (user) for (const path of [folder.path, data, temporary]) chownSync(path, ...idsOf(user))
  await run([
    ...['mariadb-install-db', '--no-defaults', `--datadir=${data}`, '--skip-test-db', '--skip-name-resolve'],
    ...['--auth-root-authentication-method=normal', `--tmpdir=${temporary}`],
    ...(user ? [`--user=${user}`] : []),
  ])
  const address = { host: '127.0.0.1', port: await freePort(), socketPath, user: 'root', password: '' }

  const start = async () => {
    const server = await runProcess(
      [
        ...[
          'mariadbd',
          '--no-defaults',
          `--datadir=${data}`,
          `--tmpdir=${temporary}`,
          `--socket=${socketPath}`,
          `--port=${address.port}`,
        ],
        ...['--bind-address=127.0.0.1', '--skip-name-resolve', '--innodb-flush-log-at-trx-commit=1'],
        ...['--local-infile=1', '--max-connections=500', '--innodb-buffer-pool-size=256M'],
        ...[
          `--pid-file=${join(folder.path, 'mariadb.pid')}`,
          `--log-error=${join(folder.path, 'error.log')}`,
        ],
      ],
      user ? { user } : {},
    )
    await eventually(
      'MariaDB to accept connections',
      () => server.ended() !== undefined || answers(address),
      60_000,
    )
    if (server.ended() !== undefined) throw new Error(`mariadbd ended at once:\n${server.output()}`)
    return server
  }

  let server: RunningProcess = await start()
  return {
    address,
    pid: () => server.pid,
    kill9: () => server.kill(),
    async restart() {
      await server.stop(30_000)
      server = await start()
    },
    async [Symbol.asyncDispose]() {
      await server.kill()
      folder[Symbol.dispose]()
    },
  }
}

/** Makes an empty database of a random name and gives the name. */
export async function createDatabase(address: MariadbAddress, name = 'test'): Promise<string> {
  const database = `${name.replace(/\W/g, '_').slice(0, 40)}_${randomBytes(5).toString('hex')}`
  await execute(address, `CREATE DATABASE ${database} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`)
  return database
}

export async function dropDatabase(address: MariadbAddress, database: string): Promise<void> {
  await execute(address, `DROP DATABASE IF EXISTS ${database}`)
}

async function execute(address: MariadbAddress, sql: string): Promise<void> {
  const { socketPath, user, password } = address
  const connection = await createConnection({ socketPath, user, password })
  try {
    await connection.query(sql)
  } finally {
    await connection.end()
  }
}

async function answers(address: MariadbAddress): Promise<boolean> {
  try {
    await execute(address, 'SELECT 1')
    return true
  } catch {
    return false
  }
}
