import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mayMoveCodeUse } from '../../../../hub/codes/code-use-state.ts'
import { mayMoveInvitation } from '../../../../hub/invites/invitation-state.ts'
import { mayMoveOrder } from '../../../../hub/orders/order-state.ts'
import { mayMoveAttempt } from '../../../../hub/payments/attempt-state.ts'
import { mayMoveRefund } from '../../../../hub/payments/refund-state.ts'

const text = readFileSync(join(import.meta.dirname, '../../../../docs/selling.md'), 'utf8')

function edgesOf(title: string): string[] {
  const [, diagram = ''] = new RegExp(`title ${title}\\n([^\`]*)\`\`\``).exec(text) ?? []
  return [...diagram.matchAll(/(\w+) --> (\w+)/g)].map(([, from, to]) => `${from} ${to}`)
}

const machines = {
  Order: mayMoveOrder,
  Attempt: mayMoveAttempt,
  Refund: mayMoveRefund,
  'Code use': mayMoveCodeUse,
  Invitation: mayMoveInvitation,
} as const

describe('the diagrams of docs/selling.md', () => {
  it.each(Object.entries(machines))('show every move of %s and no other', (title, mayMove) => {
    const edges = edgesOf(title)
    const states = [...new Set(edges.flatMap(edge => edge.split(' ')))]
    const may = states.flatMap(from =>
      states.filter(to => mayMove(from as never, to as never)).map(to => `${from} ${to}`),
    )
    expect(edges.length).toBeGreaterThan(2)
    expect([...edges].sort()).toEqual(may.sort())
  })
})
