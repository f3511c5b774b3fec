import { describe, expect, it } from 'vitest'
import {
  buildEdit,
  compareEdits,
  mergeEdits,
  type UserForm,
  wrongIn,
} from '../../../../../src-renderer/features/users/build-user-form.ts'

const base: UserForm = { name: 'Li', email: 'li@example.org', nodeCount: 2, regions: ['asia'], note: '' }
const theirs = { ...base, note: 'called on Monday', nodeCount: 3 }
const mine = { ...base, note: 'wants a refund', name: 'Li Wei' }

describe('the form of a user', () => {
  it('sends what was changed and nothing else', () => {
    expect(buildEdit(7, base, { ...base, regions: ['asia', 'europe'] })).toEqual({
      version: 7,
      regions: ['asia', 'europe'],
    })
  })

  it('shows what somebody else changed beside what I have there', () => {
    expect(compareEdits(base, theirs, mine)).toEqual([
      { field: 'nodeCount', before: 2, theirs: 3, mine: null },
      { field: 'note', before: '', theirs: 'called on Monday', mine: 'wants a refund' },
    ])
  })

  it('loses no change of either side but where both changed a field', () => {
    const both = { name: 'Li Wei', nodeCount: 3 }
    expect(mergeEdits(base, theirs, mine, 'theirs')).toEqual({ ...base, ...both, note: 'called on Monday' })
    expect(mergeEdits(base, theirs, mine, 'mine')).toEqual({ ...base, ...both, note: 'wants a refund' })
  })

  it.each([
    ['no name', { ...base, name: '  ' }, { name: true }],
    ['no address', { ...base, email: 'li' }, { email: true }],
    ['nothing', base, {}],
  ])('finds %s wrong', (_, form, wrong) => {
    expect(wrongIn(form)).toEqual(wrong)
  })
})
