import { Secret, TOTP } from 'otpauth'
import { describe, expect, it } from 'vitest'
import {
  type AttemptState,
  accountPolicy,
  addressGroup,
  takeTry,
} from '../../../../hub/operators/attempt-limit-rule.ts'
import { passwordWeakness } from '../../../../hub/operators/password-rule.ts'
import { generateOperatorPassword } from '../../../../hub/operators/passwords.ts'
import { sessionIdleMs, sessionIsAlive, sessionState } from '../../../../hub/operators/session-rule.ts'
import {
  newRecoveryCodes,
  newTotpSecret,
  recoveryCodeHash,
  totpStep,
} from '../../../../hub/operators/totp.ts'

describe('tries of a secret', () => {
  it('are free at first, then cost a pause that doubles up to its bound', () => {
    let state: AttemptState | null = null
    let now = 1_000_000
    const pauses: number[] = []
    for (let round = 0; round < 12; round += 1) {
      const taken = takeTry(state, accountPolicy, now)
      if (!taken.ok) throw new Error('a pause was not waited for')
      state = taken.next
      pauses.push(state.lockedUntil - now)
      now = Math.max(now, state.lockedUntil)
    }
    expect(pauses).toEqual([0, 0, 0, 0, 30_000, 60_000, 120_000, 240_000, 480_000, 900_000, 900_000, 900_000])
  })

  it('are refused during a pause, with the rest of it', () => {
    const state = { tries: 5, triedAt: 1_000, lockedUntil: 31_000 }
    expect(takeTry(state, accountPolicy, 11_000)).toEqual({ ok: false, waitMs: 20_000 })
  })

  it('are forgotten after a day', () => {
    const state = { tries: 50, triedAt: 0, lockedUntil: 900_000 }
    expect(takeTry(state, accountPolicy, 86_400_000)).toMatchObject({ ok: true, next: { tries: 1 } })
  })

  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:0:1:2:3:4:5', '2001:db8:0:1::/64'],
    ['2001:DB8::1', '2001:db8:0:0::/64'],
    ['2001:0db8:0000:0001::9', '2001:db8:0:1::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('count by the address %s as %s', (address, group) => {
    expect(addressGroup(address)).toBe(group)
  })
})

describe('a password of an operator', () => {
  const li = { email: 'lihua@example.com' }
  it.each([
    ['short', 'too_short'],
    ['x'.repeat(257), 'too_long'],
    ['ababababababab', 'too_simple'],
    ['password12345678', 'too_common'],
    ['lihualihua-2024', 'names_account'],
    ['correct horse battery', null],
    [generateOperatorPassword(), null],
  ])('%s: %s', (password, weakness) => {
    expect(passwordWeakness(password, li)).toBe(weakness)
  })
})

describe('a session', () => {
  it('asks for the second factor before anything else', () => {
    expect(sessionState({ secondFactorAt: null, mustChangePassword: true })).toBe('second-factor')
    expect(sessionState({ secondFactorAt: 1, mustChangePassword: true })).toBe('password-change')
    expect(sessionState({ secondFactorAt: 1, mustChangePassword: false })).toBe('full')
  })

  it('ends at its end, when it is not used, and with its operator', () => {
    const session = { seenAt: 0, expiresAt: sessionIdleMs * 2 }
    expect(sessionIsAlive(session, { disabledAt: null }, sessionIdleMs - 1)).toBe(true)
    expect(sessionIsAlive(session, { disabledAt: null }, sessionIdleMs)).toBe(false)
    expect(sessionIsAlive({ ...session, expiresAt: 5 }, { disabledAt: null }, 5)).toBe(false)
    expect(sessionIsAlive(session, { disabledAt: 1 }, 2)).toBe(false)
  })
})

describe('a second factor', () => {
  const secret = newTotpSecret()
  const at = 1_800_000_000_000
  const codeAt = (time: number) =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: time })

  it('is good one step early and late, and names the step', () => {
    const step = at / 30_000
    expect(totpStep(secret, codeAt(at), at)).toBe(step)
    expect(totpStep(secret, codeAt(at - 30_000), at)).toBe(step - 1)
    expect(totpStep(secret, codeAt(at + 30_000), at)).toBe(step + 1)
    expect(totpStep(secret, codeAt(at - 300_000), at)).toBeNull()
    expect(totpStep(secret, 'abcdef', at)).toBeNull()
  })

  it('has ten recovery codes, read whatever the case and the dashes', () => {
    const codes = newRecoveryCodes()
    expect(new Set(codes).size).toBe(10)
    const [first = ''] = codes
    expect(first).toMatch(/^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/)
    expect(recoveryCodeHash(first.toUpperCase().replaceAll('-', ' '))).toBe(recoveryCodeHash(first))
  })
})
