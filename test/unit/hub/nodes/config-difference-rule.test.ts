import { expect, it } from 'vitest'
import type { Bytes, Instant } from '../../../../hub/contract/primitives.ts'
import { compareConfig } from '../../../../hub/nodes/config-difference-rule.ts'

const aPort = (port: number) => ({
  port,
  cipher: 'aes-256-gcm' as const,
  closeAt: 5 as Bytes | null,
  closeAfter: null as Instant | null,
  serve: true,
  secretHash: 'aa',
})

it('names what is missing, what is too much and what is otherwise', () => {
  const desired = {
    epoch: 1,
    revision: 9,
    ports: [aPort(1), aPort(2), aPort(3), { ...aPort(4), serve: false }],
  }
  const applied = {
    instance: 'ab',
    epoch: 1,
    revision: 8,
    appliedAt: 7 as Instant,
    ports: [
      { ...aPort(2), secretHash: 'bb', closeAt: null, listening: true },
      { ...aPort(3), listening: false },
      { ...aPort(4), serve: false, listening: false },
      { ...aPort(5), listening: true },
    ],
  }
  expect(compareConfig(desired, applied)).toEqual({
    desired: { epoch: 1, revision: 9 },
    applied: { epoch: 1, revision: 8, appliedAt: 7 },
    missing: [1],
    surplus: [5],
    different: [
      { port: 2, what: ['closeAt', 'secretHash'] },
      { port: 3, what: ['listening'] },
    ],
  })
})
