import { expect, it } from 'vitest'
import { type NodeFacts, summarizeNode } from '../../../../hub/nodes/node-summary-rule.ts'

const now = 10_000_000
const well: NodeFacts = {
  state: 'active',
  enrolled: true,
  collectedAt: now - 5_000,
  halted: false,
  failingSince: null,
  configRefused: false,
  certificate: 'good',
  problems: 0,
  skewMs: 200,
  users: 3,
  capacity: 10,
  desiredRevision: 7,
  appliedRevision: 7,
}

it.each<[string, Partial<NodeFacts>, string, string[]]>([
  ['is well', {}, 'ok', []],
  ['has failed for less than a minute', { failingSince: now - 59_999 }, 'ok', []],
  ['has failed for a minute', { failingSince: now - 60_000 }, 'bad', ['failing']],
  ['is one of two with its identity', { halted: true }, 'bad', ['halted']],
  [
    'refuses its configuration, which is pending therefore',
    { configRefused: true, desiredRevision: 8 },
    'bad',
    ['config_refused', 'config_pending'],
  ],
  ['is to take a newer configuration', { desiredRevision: 8 }, 'pending', ['config_pending']],
  ['has a certificate that ends in days', { certificate: 'urgent' }, 'bad', ['certificate_urgent']],
  ['has a certificate that ends in weeks', { certificate: 'expiring' }, 'warning', ['certificate_expiring']],
  ['has no certificate that is good any more', { certificate: null }, 'bad', ['certificate_urgent']],
  ['has an agent with a problem', { problems: 1 }, 'warning', ['agent_problem']],
  ['has a clock that is behind', { skewMs: -60_001 }, 'warning', ['clock_off']],
  ['is full, which is well', { users: 10 }, 'ok', ['full']],
  ['is being drained', { state: 'draining' }, 'ok', ['draining']],
  [
    'was enrolled and never collected',
    { collectedAt: null, appliedRevision: 0 },
    'pending',
    ['never_collected'],
  ],
  ['is not enrolled yet', { state: 'new', enrolled: false, certificate: null }, 'off', ['not_enrolled']],
  ['is removed', { state: 'removed', failingSince: 0, certificate: null }, 'off', []],
])('a node that %s', (_name, change, level, reasons) => {
  expect(summarizeNode({ ...well, ...change }, now)).toEqual({ level, reasons })
})
