import { describe, expect, it } from 'vitest'
import { type CsvCell, renderCsv } from '../../../../hub/kernel/render-csv.ts'

const cell = (value: CsvCell) =>
  renderCsv(['a'], [[value]])
    .split('\r\n')
    .slice(1, -1)
    .join('\r\n')

describe('a CSV', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+86 10', "'+86 10"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\r=1', '"\'\r=1"'],
    ['=HYPERLINK("http://x","y")', `"'=HYPERLINK(""http://x"",""y"")"`],
    ['1=1', '1=1'],
    ['李, 雷', '"李, 雷"'],
    ['two\nlines', '"two\nlines"'],
    ['', ''],
    [null, ''],
    // Numbers are written by us: a debt of one fen is no formula.
    [-1, '-1'],
  ])('writes %j as %s', (value, written) => {
    expect(cell(value)).toBe(written)
  })

  it('begins with the mark that spreadsheets need, and has a header', () => {
    expect(renderCsv(['code', 'used'], [['A', 1]])).toBe('\uFEFFcode,used\r\nA,1\r\n')
  })
})
