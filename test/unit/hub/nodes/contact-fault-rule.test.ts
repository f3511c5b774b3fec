import { expect, it } from 'vitest'
import { contactFault } from '../../../../hub/nodes/contact-fault-rule.ts'

it.each([
  ['unreachable: connect ECONNREFUSED 203.0.113.9:7443', 'unreachable'],
  ['timeout: no complete answer in 10000 ms', 'timeout'],
  ['stale answer: another request', 'stale'],
  ['collection is halted: start_returned', 'halted'],
  ['configuration: unreachable: read ECONNRESET', 'configuration'],
  ['toString: of an older hub', null],
  ['', null],
])('tells what %j was', (text, fault) => {
  expect(contactFault(text)).toBe(fault)
})
