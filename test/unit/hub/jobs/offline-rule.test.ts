import { describe, expect, it } from 'vitest'
import type { Instant } from '../../../../hub/contract/primitives.ts'
import { decideOfflineAlert } from '../../../../hub/jobs/offline-rule.ts'

const second = 1_000
const at = (seconds: number) => (seconds * second) as Instant

describe('the alert for a node that does not answer', () => {
  it.each([
    [
      'keeps quiet for the first minute',
      { failingSince: at(0), answeringSince: null, alertOpen: false },
      59,
      'keep',
    ],
    [
      'opens after a minute without an answer',
      { failingSince: at(0), answeringSince: null, alertOpen: false },
      60,
      'open',
    ],
    ['is opened once', { failingSince: at(0), answeringSince: null, alertOpen: true }, 600, 'keep'],
    [
      'stays while the node has answered for a moment only',
      { failingSince: null, answeringSince: at(100), alertOpen: true },
      129,
      'keep',
    ],
    [
      'ends after half a minute of answers',
      { failingSince: null, answeringSince: at(100), alertOpen: true },
      130,
      'close',
    ],
    [
      'has nothing to end where none is open',
      { failingSince: null, answeringSince: at(0), alertOpen: false },
      900,
      'keep',
    ],
  ] as const)('%s', (_name, state, now, expected) => {
    expect(decideOfflineAlert(state, at(now))).toBe(expected)
  })

  it('says nothing about a node that flaps every 40 seconds', () => {
    const decisions: string[] = []
    for (let now = 0; now < 3_600; now += 10) {
      const since = at(now - (now % 40))
      const failing = Math.floor(now / 40) % 2 === 0
      decisions.push(
        decideOfflineAlert(
          { failingSince: failing ? since : null, answeringSince: failing ? null : since, alertOpen: false },
          at(now),
        ),
      )
    }
    expect(new Set(decisions)).toEqual(new Set(['keep']))
  })
})
