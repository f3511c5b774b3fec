import { describe, expect, it } from 'vitest'
import type { NodeDetail } from '../../../../../hub/contract/admin/node-views.ts'
import { buildTroubles } from '../../../../../src-renderer/features/nodes/build-troubles.ts'

type Judged = Parameters<typeof buildTroubles>[0]

function aNode(changed: Partial<Judged> & { readonly contact?: Partial<NodeDetail['contact']> }): Judged {
  const { contact, ...rest } = changed
  const well = {
    lastOkAt: 1,
    failures: 0,
    failingSince: null,
    fault: null,
    lastError: '',
    skewMs: 20,
  } as const
  return {
    summary: { level: 'ok', reasons: [] },
    health: null,
    certificateExpiresAt: 9_000,
    ...rest,
    contact: { ...well, ...contact } as NodeDetail['contact'],
  }
}

describe('what is wrong with a node', () => {
  it('is nothing where all is well', () => {
    expect(buildTroubles(aNode({}))).toEqual([])
  })

  it('is a certificate that ends, and how soon', () => {
    const expiring = aNode({ summary: { level: 'warning', reasons: ['certificate_expiring'] } })
    expect(buildTroubles(expiring)).toEqual([{ kind: 'certificate', endsAt: 9_000, isUrgent: false }])
    const urgent = aNode({ summary: { level: 'bad', reasons: ['certificate_urgent'] } })
    expect(buildTroubles(urgent)).toEqual([{ kind: 'certificate', endsAt: 9_000, isUrgent: true }])
  })

  it('comes gravest first: silence before a clock that is off', () => {
    const node = aNode({ contact: { failingSince: 5, lastError: 'ECONNREFUSED', skewMs: -90_000 } as never })
    expect(buildTroubles(node).map(({ kind }) => kind)).toEqual(['silent', 'clock'])
  })
})
