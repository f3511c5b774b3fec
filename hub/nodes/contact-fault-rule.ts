import type { ContactFault } from '../contract/admin/node-views.ts'

const faults: Readonly<Record<string, ContactFault>> = {
  unreachable: 'unreachable',
  timeout: 'timeout',
  refused: 'refused',
  garbage: 'garbage',
  rejected: 'rejected',
  'stale answer': 'stale',
  'collection is halted': 'halted',
  configuration: 'configuration',
}

/** The code of what a visit is noted to have failed with, which its text begins with. */
export function contactFault(lastError: string): ContactFault | null {
  const begins = lastError.slice(0, Math.max(0, lastError.indexOf(':')))
  return (Object.hasOwn(faults, begins) ? faults[begins] : undefined) ?? null
}
