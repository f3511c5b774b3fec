import { describe, expect, it } from 'vitest'
import { renderAnswer } from '../../../../hub/cli/render-answer.ts'

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
})
