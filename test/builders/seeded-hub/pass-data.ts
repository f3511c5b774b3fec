import { allocate, type Bucket } from '../../../hub/entitlements/grant-rule.ts'
import type { Chance } from './chance.ts'
import { cycleOf } from './draw-order.ts'
import type { Life, SeedGrant } from './life.ts'
import { dayMs } from './local-calendar.ts'
import { seedNodes } from './node-catalogue.ts'
import type { SeedWorld } from './seed-world.ts'

/** Time in which neither the cycle nor the buckets of a user change, with what he was charged in it on each node. */
export interface Segment {
  readonly from: number
  readonly until: number
  /** Taken from the grants; otherwise pending. */
  readonly isSettled: boolean
  readonly charged: ReadonlyMap<number, number>
  readonly overrun: number
  /** When nothing was left to him; null: something was until the end. */
  readonly usedUpAt: number | null
}

const rateOf = new Map(seedNodes.map(({ id, rate }) => [id, rate]))

/** Bytes that nobody can use any more count as used up below 128 KiB. */
const leftOver = 100_000

/**
 * What a user passed in each segment of his plans, in order of time. Settled usage is taken from the grants in the
 * hub's order of use.
 */
export function passData(world: SeedWorld, life: Life): Segment[] {
  const chance = world.chance('usage', life.id)
  const end = Math.min(world.now, life.suspendedAt ?? Infinity)
  const favourite = chance.within(0.55, 0.9)
  const segments: Segment[] = []
  for (const [from, until] of spansOf(life, end)) {
    const isSettled = until <= world.now
    const valid = life.grants.filter(grant => isValid(grant, from, until))
    const left = valid.reduce(
      (sum, grant) => sum + (grant.bytes === null ? Infinity : grant.bytes - grant.used),
      0,
    )
    const lasted = Math.min(until, end) - from
    const moreComes = life.grants.some(grant => grant.kind === 'bucket' && grant.validFrom === until)
    const wanted =
      moreComes && left < Infinity ? left : life.appetite * (lasted / dayMs) * chance.around(1, 0.3)
    const isUsedUp = wanted >= left - leftOver
    const amount = Math.max(0, Math.floor(isUsedUp ? left - chance.whole(0, leftOver) : wanted))
    const overrun = isUsedUp && isSettled && chance.happens(0.02) ? 65_536 : 0
    if (amount + overrun === 0) continue
    const charged = overNodes(life, amount + overrun, favourite, chance)
    const total = [...charged.values()].reduce((sum, one) => sum + one, 0)
    if (total === 0) continue
    segments.push({
      from,
      until: Math.min(until, end),
      isSettled,
      charged,
      overrun: isSettled ? take(valid, total) : 0,
      usedUpAt: isUsedUp ? from + lasted * Math.min(1, Math.max(0.1, left / wanted)) : null,
    })
  }
  return segments
}

/** Spans of plans up to `end`, cut where buckets or cycles begin or end; the last may end later. */
function* spansOf(life: Life, end: number): Generator<readonly [from: number, until: number]> {
  const plans = life.grants.filter(grant => grant.kind === 'cycle').sort((a, b) => a.validFrom - b.validFrom)
  const turns = life.grants
    .filter(grant => grant.kind === 'bucket')
    .flatMap(({ validFrom, validUntil, endedAt }) => [validFrom, validUntil ?? Infinity, endedAt ?? Infinity])
  for (const { validFrom, validUntil, endedAt } of plans) {
    const planEnd = Math.min(validUntil ?? Infinity, endedAt ?? Infinity)
    for (let from = validFrom; from < Math.min(planEnd, end); ) {
      const next = Math.min(planEnd, cycleOf(life, from).until, ...turns.filter(turn => turn > from))
      yield [from, next]
      from = next
    }
  }
}

function isValid({ validFrom, validUntil, endedAt }: SeedGrant, from: number, until: number): boolean {
  const end = Math.min(validUntil ?? Infinity, endedAt ?? Infinity)
  return validFrom <= from && end >= until
}

function take(valid: readonly SeedGrant[], amount: number): number {
  const { taken, overrun } = allocate(valid as unknown as readonly Bucket[], amount)
  for (const grant of valid) grant.used += taken.get(grant.id) ?? 0
  return overrun
}

/** A node that counts otherwise is given whole multiples, so that no fraction of a byte is ever carried. */
function overNodes(life: Life, amount: number, favourite: number, chance: Chance): Map<number, number> {
  const [main = 0, ...others] = life.nodeIds
  const parts = new Map<number, number>()
  let rest = amount
  for (const nodeId of others) {
    if (chance.happens(0.2)) continue
    const wished = (amount * (1 - favourite) * chance.within(0.6, 1)) / others.length
    const part = wholeUnits(wished, nodeId)
    if (part > 0) parts.set(nodeId, part)
    rest -= part
  }
  const own = wholeUnits(rest, main)
  if (own > 0) parts.set(main, own)
  return parts
}

/** What a node charges is a whole multiple of this. */
export const unitOf = (nodeId: number): number => {
  const rate = rateOf.get(nodeId) ?? 1_000
  return rate === 1_000 ? 1 : rate
}

const wholeUnits = (bytes: number, nodeId: number): number =>
  Math.floor(bytes / unitOf(nodeId)) * unitOf(nodeId)

/** Raw bytes that cost so many whole units. */
export const rawOf = (charged: number, nodeId: number): number => {
  const unit = unitOf(nodeId)
  return unit === 1 ? charged : (charged / unit) * 1_000
}
