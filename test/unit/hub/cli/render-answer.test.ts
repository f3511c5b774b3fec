import { describe, expect, it } from 'vitest'
import { exportedText, renderAnswer } from '../../../../hub/cli/render-answer.ts'

describe('an answer on a terminal', () => {
  it('marks what it shortens, and tells the last column whole', () => {
    const text = 'x'.repeat(60)
    const [, row = ''] = renderAnswer({ items: [{ name: text, problem: text }] }).split('\n')
    expect(row).toBe(`${'x'.repeat(39)}…  ${text}`)
  })

  it('lets no text move the cursor or break a line', () => {
    const rendered = renderAnswer({ items: [{ name: 'a\u001b[2Jb\nc', id: 1 }] })
    expect(rendered.split('\n')).toHaveLength(2)
    expect(rendered).not.toContain('\u001b')
  })

  it('tells money in yuan, and how often something was used as a number', () => {
    expect(renderAnswer({ items: [{ id: 1, total: 1_500, used: 3 }] })).toContain('¥15.00     3')
    expect(renderAnswer({ items: [{ id: 1, bytes: 5e9, used: 3e9 }] })).toContain('3.00 GB')
    expect(renderAnswer({ pending: 1, paid: 2, refunded: 0 })).not.toContain('¥')
    expect(renderAnswer({ price: -5 })).toContain('-¥0.05')
  })

  it('tells messages whole, wherever they stand, and what lies deeper on lines of its own', () => {
    const message = 'm'.repeat(120)
    expect(renderAnswer({ items: [{ message, at: 1 }] })).toContain(message)
    const rendered = renderAnswer({ order: { id: 1, number: 'A', state: 'paid', total: 1 }, refunds: [] })
    expect(rendered).toContain('order:\n  id ')
    expect(rendered).toMatch(/^refunds +none$/m)
  })

  it('leaves an export as it is', () => {
    expect(exportedText({ name: 'codes.csv', csv: 'a,b\r\n' })).toBe('a,b\r\n')
    expect(exportedText({ items: [] })).toBeNull()
  })
})
