import { describe, expect, it } from 'vitest'
import { numberIn, textConditions } from '../../../../hub/users/search-rule.ts'

describe('a search of users', () => {
  it('escapes what a pattern would take for its own', () => {
    const [name] = textConditions('100%_!', 'sqlite')
    expect(name?.values).toEqual(['%100!%!_!!%'])
  })

  it('finds letters beyond ASCII as they were typed, small, and with a capital', () => {
    const [name, email] = textConditions('ИВАН', 'sqlite')
    expect(name?.values).toEqual(['%ИВАН%', '%иван%', '%Иван%'])
    expect(email?.values).toEqual(['иван'])
  })

  it('is a number only where an id or a port can be one', () => {
    expect([numberIn('10001'), numberIn('1e3'), numberIn('-1'), numberIn('9999999999')]).toEqual([
      ...[10_001, null, null, null],
    ])
  })
})
