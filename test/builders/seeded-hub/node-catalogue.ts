import { dayMs, hourMs } from './local-calendar.ts'

const minute = 60_000

/** What is the matter with a node. */
export type Plight =
  | { readonly kind: 'well' }
  | { readonly kind: 'failing'; readonly forMs: number; readonly error: string }
  /** Two machines answered with one identity. */
  | { readonly kind: 'halted'; readonly forMs: number }
  | { readonly kind: 'draining' }
  /** It has not applied its newest configuration. */
  | { readonly kind: 'pending' }
  | { readonly kind: 'skewed'; readonly skewMs: number }
  | { readonly kind: 'expiring'; readonly inMs: number }
  | { readonly kind: 'troubled' }
  /** Made, and not enrolled yet. */
  | { readonly kind: 'new' }
  | { readonly kind: 'removed' }

export interface SeedNode {
  readonly id: number
  readonly name: string
  readonly country: string
  readonly region: 'asia' | 'america' | 'europe'
  readonly capacity: number
  /** Thousandths, the whole year. */
  readonly rate: number
  readonly plight: Plight
  /** Its last answer, before the moment everything ends at. */
  readonly silentMs: number
  /** Users have ports on it. */
  readonly serves: boolean
}

const sites = [
  ['hk', 'HK', 'asia', 8],
  ['jp', 'JP', 'asia', 6],
  ['sg', 'SG', 'asia', 5],
  ['us', 'US', 'america', 5],
  ['de', 'DE', 'europe', 2],
  ['gb', 'GB', 'europe', 1],
  ['nl', 'NL', 'europe', 1],
  ['kr', 'KR', 'asia', 1],
  ['tw', 'TW', 'asia', 2],
] as const

/** By id; every other node is well. */
const plights: Readonly<Record<number, Plight>> = {
  4: { kind: 'troubled' },
  6: { kind: 'failing', forMs: 35 * minute, error: 'connect ETIMEDOUT 203.0.113.6:8471' },
  9: { kind: 'draining' },
  12: { kind: 'halted', forMs: 20 * hourMs },
  15: { kind: 'pending' },
  17: { kind: 'expiring', inMs: 12 * dayMs },
  19: { kind: 'failing', forMs: 4 * minute, error: 'read ECONNRESET' },
  21: { kind: 'expiring', inMs: 4 * dayMs },
  22: { kind: 'skewed', skewMs: 94_000 },
  30: { kind: 'new' },
  31: { kind: 'removed' },
}
const rates: Readonly<Record<number, number>> = { 10: 1_500, 20: 500, 24: 2_000 }

/** Thirty nodes, and one that was removed; ids from 1 in this order. */
export const seedNodes: readonly SeedNode[] = sites
  .flatMap(([prefix, country, region, count]) =>
    Array.from({ length: count }, (_, index) => ({ name: `${prefix}${index + 1}`, country, region })),
  )
  .map((site, index) => {
    const id = index + 1
    const plight = plights[id] ?? ({ kind: 'well' } as const)
    const lasts = plight.kind === 'failing' || plight.kind === 'halted'
    return {
      id,
      ...site,
      capacity: 6_000 + ((id * 37) % 7) * 1_000,
      rate: rates[id] ?? 1_000,
      plight,
      silentMs: lasts ? plight.forMs : 2_000 + ((id * 613) % 9_000),
      serves: plight.kind !== 'new' && plight.kind !== 'removed',
    }
  })
