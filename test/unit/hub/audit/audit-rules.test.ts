import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maskSecrets } from '../../../../hub/audit/mask-rule.ts'
import { renderCanonicalJson } from '../../../../hub/audit/render-canonical-json.ts'

describe('canonical JSON', () => {
  it('is the same text for the same value, in whatever order its keys stand', () => {
    expect(renderCanonicalJson({ b: [1, { d: null, c: 'x' }], a: true })).toBe(
      '{"a":true,"b":[1,{"c":"x","d":null}]}',
    )
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const text = renderCanonicalJson(value)
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
        expect(renderCanonicalJson(JSON.parse(text))).toBe(text)
      }),
    )
  })
})

describe('secrets in the audit log', () => {
  it('show as "changed" when they are new or another, and not at all when they stayed', () => {
    const before = { name: 'Li', passwordSecret: 'v1:a', token: 't', mustChangePassword: true }
    const after = { name: 'Wu', passwordSecret: 'v1:b', token: 't', mustChangePassword: false }
    expect(maskSecrets(before, after)).toEqual({
      before: { name: 'Li', mustChangePassword: true },
      after: { name: 'Wu', passwordSecret: 'changed', mustChangePassword: false },
    })
  })

  it('are found inside objects and lists', () => {
    const after = { rows: [{ password: 'x', id: 1 }], inner: { recoveryCodes: ['y'] } }
    expect(maskSecrets(null, after).after).toEqual({
      rows: [{ password: 'changed', id: 1 }],
      inner: { recoveryCodes: 'changed' },
    })
    expect(maskSecrets('text', null)).toEqual({ before: 'text', after: null })
  })
})
