import { describe, expect, it } from 'vitest'
import { crashFrom } from '../../../../hub/kernel/crash-points.ts'

describe('a crash point of the hub', () => {
  it('ends the process at the named passing and at no other', () => {
    let kills = 0
    const crash = crashFrom('collect.after-commit:2', () => {
      kills += 1
    })
    crash('collect.after-commit')
    crash('collect.before-commit')
    expect(kills).toBe(0)
    crash('collect.after-commit')
    crash('collect.after-commit')
    expect(kills).toBe(1)
  })

  it('does nothing where none is named', () => {
    const crash = crashFrom(undefined, () => {
      throw new Error('killed')
    })
    expect(() => crash('gate.after-commit')).not.toThrow()
  })
})
