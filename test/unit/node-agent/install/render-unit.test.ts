import { expect, it } from 'vitest'
import { parseSettings } from '../../../../node-agent/install/parse-settings.ts'
import { renderUnit } from '../../../../node-agent/install/render-unit.ts'

const unitOf = (...options: string[]) =>
  renderUnit({ node: '/usr/bin/node', agent: '/opt/sluice/agent.cjs', ...parseSettings(options, {}) })
const commandOf = (unit: string) => /^ExecStart=(.*)$/m.exec(unit)?.[1] ?? ''

it('the unit runs the agent with nothing but its defaults when no option was given', () => {
  expect(commandOf(unitOf('--unit'))).toBe(
    '/usr/bin/node --max-semi-space-size=2 /opt/sluice/agent.cjs --state /var/lib/sluice-agent --run /run/sluice --ss-user sluice-ss --create-user',
  )
})

it('the unit runs the agent with every option that was given beside --unit', () => {
  const given = [
    ...['--enroll', '/opt/sluice/hk1.json', '--listen', '[2001:db8::7]:9000', '--ss-manager', 'ssmanager'],
    ...['--allow-target', '10.0.0.0/8', '--allow-target', '192.168.7.0/24'],
    ...['--json-file', '/etc/ss.json', '--json-cipher', 'chacha20-ietf-poly1305'],
    ...['--reload', 'systemctl reload ss', '--mark-bytes', '1000000', '--stop-shadowsocks'],
  ]
  const words = commandOf(unitOf('--unit', ...given)).match(/"[^"]*"|\S+/g) ?? []
  const options = words.slice(3).map(word => word.replaceAll('"', ''))
  const { mode: _, ...asked } = parseSettings(given, {})
  expect(parseSettings(options, {})).toEqual({ ...asked, mode: 'run', createUser: true })
})
