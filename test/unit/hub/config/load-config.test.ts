import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../../../hub/config/load-config.ts'
import { renderConfigTable } from '../../../../hub/config/render-config-table.ts'
import { settingsTable } from '../../../../hub/config/settings-table.ts'
import { StartRefused } from '../../../../hub/config/start-refused.ts'
import { tempFolder } from '../../../harness/temp-folder.ts'

function problemsOf(environment: Record<string, string>, file?: string): readonly string[] {
  try {
    loadConfig(environment, file)
  } catch (error) {
    if (error instanceof StartRefused) return error.problems
    throw error
  }
  return []
}

describe('configuration', () => {
  it('is complete without a file and without variables', () => {
    const config = loadConfig({ PATH: '/bin', SLUICE_AGENT_STATE: '/x' })
    expect(config).toMatchObject({
      database: { engine: 'sqlite' },
      admin: { host: '127.0.0.1', tls: { kind: 'none' } },
      timeZone: 'Asia/Shanghai',
      collectEverySeconds: 10,
      leaseSeconds: 15,
      publicUrl: null,
    })
    expect(config.dataDirectory.startsWith('/')).toBe(true)
  })

  it('takes the file, and the environment before it', () => {
    using folder = tempFolder('config')
    const file = join(folder.path, 'sluice.json')
    writeFileSync(file, JSON.stringify({ adminPort: 1000, hubId: 'one', trustedProxies: ['10.0.0.0/8'] }))
    const config = loadConfig({ SLUICE_CONFIG: file, SLUICE_ADMIN_PORT: '2000' })
    expect([config.admin.port, config.hubId, config.trustedProxies]).toEqual([2000, 'one', ['10.0.0.0/8']])
  })

  it('names every problem at once: the setting, what was given, what is allowed', () => {
    const problems = problemsOf({
      SLUICE_ADMIN_PORT: '70000',
      SLUICE_TIME_ZONE: 'Mars/Olympus',
      SLUICE_DATABASE: 'postgres://x',
      SLUICE_ADMIN_PROT: '1',
    })
    expect(problems).toHaveLength(4)
    expect(problems.join('\n')).toMatch(/SLUICE_ADMIN_PORT: "70000" is not allowed; allowed: a number from 0/)
    expect(problems.join('\n')).toMatch(/SLUICE_TIME_ZONE: "Mars\/Olympus" is not allowed; allowed: an IANA/)
    expect(problems.join('\n')).toMatch(/SLUICE_ADMIN_PROT: there is no such setting/)
  })

  it('takes a database without its password and refuses one with it', () => {
    const config = loadConfig({ SLUICE_DATABASE: 'mariadb://sluice@db.example:3307/sluice?pool=30' })
    expect(config.database).toEqual({
      engine: 'mariadb',
      host: 'db.example',
      port: 3307,
      user: 'sluice',
      database: 'sluice',
      poolSize: 30,
    })
    expect(problemsOf({ SLUICE_DATABASE: 'mariadb://sluice:secret@db/sluice' })).toHaveLength(1)
  })

  it('lets the admin listener out of loopback with TLS only, and the metrics never', () => {
    expect(problemsOf({ SLUICE_ADMIN_HOST: '0.0.0.0' })[0]).toMatch(/needs TLS/)
    expect(problemsOf({ SLUICE_ADMIN_HOST: '0.0.0.0', SLUICE_ADMIN_TLS_CERTIFICATE: 'self' })).toEqual([])
    expect(problemsOf({ SLUICE_ADMIN_TLS_CERTIFICATE: '/a.pem' })[0]).toMatch(/both are needed/)
    expect(problemsOf({ SLUICE_METRICS_HOST: '0.0.0.0' })[0]).toMatch(/a loopback address/)
  })

  it('says what is wrong with a file', () => {
    using folder = tempFolder('config')
    const file = join(folder.path, 'broken.json')
    writeFileSync(file, '{"adminPort": ')
    expect(problemsOf({}, file)[0]).toMatch(/broken\.json/)
    expect(problemsOf({}, join(folder.path, 'none.json'))[0]).toMatch(/none\.json/)
  })

  it('renders every setting for the documentation', () => {
    const table = renderConfigTable(settingsTable)
    for (const [name, { env }] of Object.entries(settingsTable)) {
      expect(table).toContain(`| \`${env}\` | \`${name}\` |`)
    }
    expect(new Set(table.split('\n').map(line => line.replaceAll('\\|', '').split('|').length))).toEqual(
      new Set([6]),
    )
  })
})
