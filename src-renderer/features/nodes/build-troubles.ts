import type { NodeDetail } from '../../../hub/contract/admin/node-views.ts'
import { clockToleranceMs } from './build-nodes.ts'

type Part = NonNullable<NodeDetail['health']>['problems'][number]['part']

/** What is wrong with a node, and since when where that is known. */
export type Trouble =
  | { readonly kind: 'halted' }
  | {
      readonly kind: 'silent'
      readonly fault: NodeDetail['contact']['fault']
      readonly message: string
      readonly since: number
    }
  | { readonly kind: 'refused' }
  | { readonly kind: 'certificate'; readonly endsAt: number; readonly isUrgent: boolean }
  | { readonly kind: 'problem'; readonly part: Part; readonly message: string; readonly since: number }
  | { readonly kind: 'clock'; readonly skewMs: number }

/** Everything that a person should look at, gravest first. */
export function buildTroubles(
  node: Pick<NodeDetail, 'summary' | 'contact' | 'health' | 'certificateExpiresAt'>,
): readonly Trouble[] {
  const { contact, health, certificateExpiresAt: endsAt } = node
  const { reasons } = node.summary
  const isUrgent = reasons.includes('certificate_urgent')
  const isEnding = endsAt !== null && (isUrgent || reasons.includes('certificate_expiring'))
  return [
    ...(reasons.includes('halted') ? [{ kind: 'halted' } as const] : []),
    ...(contact.failingSince === null
      ? []
      : [
          {
            kind: 'silent',
            fault: contact.fault,
            message: contact.lastError,
            since: contact.failingSince,
          } as const,
        ]),
    ...(reasons.includes('config_refused') ? [{ kind: 'refused' } as const] : []),
    ...(isEnding ? [{ kind: 'certificate', endsAt, isUrgent } as const] : []),
    ...(health?.problems ?? []).map(each => ({ kind: 'problem', ...each }) as const),
    ...(Math.abs(contact.skewMs) > clockToleranceMs
      ? [{ kind: 'clock', skewMs: contact.skewMs } as const]
      : []),
  ]
}
