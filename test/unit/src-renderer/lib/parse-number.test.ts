import { describe, expect, it } from 'vitest'
import { parseMoney } from '../../../../src-renderer/lib/format-money.ts'
import { parseGigabytes } from '../../../../src-renderer/lib/parse-number.ts'

describe('what people type as', () => {
  it.each([
    ['10', 10e9],
    ['0,5', 0.5e9],
    ['0,125', 0.125e9],
    [' 1.25 ', 1.25e9],
    ['1,000', 1_000e9],
    ['1,000.5', 1_000.5e9],
    ['12,345', 12_345e9],
    ['1 000,5', 1_000.5e9],
    ['1\u202f000', 1_000e9],
    ['1.000,5', 1_000.5e9],
    ['１０．５', 10.5e9],
    ['1,00,0', null],
    ['1.2.3', null],
    ['0', null],
    ['0.0000000001', null],
    ['70001', null],
    ['-1', null],
    ['1e3', null],
    ['ten', null],
    ['', null],
  ])('gigabytes: %j is %j bytes', (text, bytes) => {
    expect(parseGigabytes(text, 70e12)).toBe(bytes)
  })

  it.each([
    ['15', 1_500],
    ['15.5', 1_550],
    ['15,5', 1_550],
    ['19,90', 1_990],
    ['1,234.50', 123_450],
    ['1,234', 123_400],
    ['¥ 1,234.5', 123_450],
    ['￥19。90', 1_990],
    ['1.005', null],
    ['-5', null],
    ['5 yuan', null],
    ['1,2,3', null],
    ['', null],
  ])('yuan: %j is %j fen', (text, fen) => {
    expect(parseMoney(text)).toBe(fen)
  })
})
