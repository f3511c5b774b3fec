import { describe, expect, it } from 'vitest'
import { role } from '../../../../hub/contract/rights.ts'
import { refuseCall, type Standing } from '../../../../hub/http/call-rule.ts'

const full = (of: (typeof role.options)[number]): Standing => ({ kind: 'session', state: 'full', role: of })
const nobody: Standing = { kind: 'nobody' }
const trusted: Standing = { kind: 'trusted' }
const owners = { auth: 'operator', rights: 'operators.write' } as const

describe('who may call', () => {
  it('lets roles with the right in, and no other', () => {
    const answers = role.options.map(of => [of, refuseCall(owners, full(of))])
    expect(Object.fromEntries(answers)).toEqual({
      owner: null,
      admin: 'forbidden',
      support: 'forbidden',
      viewer: 'forbidden',
    })
  })

  it('lets half a session do nothing but complete itself', () => {
    for (const state of ['second-factor', 'password-change'] as const) {
      const standing: Standing = { kind: 'session', state, role: 'owner' }
      expect(refuseCall(owners, standing)).toBe(
        state === 'second-factor' ? 'second_factor_required' : 'password_change_required',
      )
      expect(refuseCall({ auth: 'half-session', rights: null }, standing)).toBeNull()
    }
  })

  it('lets nobody in where anybody must sign in, and everybody where none must', () => {
    expect(refuseCall(owners, nobody)).toBe('not_signed_in')
    expect(refuseCall({ auth: 'half-session', rights: null }, nobody)).toBe('not_signed_in')
    expect(refuseCall({ auth: 'none', rights: null }, nobody)).toBeNull()
    expect(refuseCall(owners, trusted)).toBeNull()
  })

  it('is closed where an endpoint forgot to name its right', () => {
    expect(refuseCall({ auth: 'operator', rights: null }, full('owner'))).toBe('forbidden')
  })
})
