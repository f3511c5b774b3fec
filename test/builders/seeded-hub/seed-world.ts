import type { PlanRow } from '../../../hub/db/entities/plans.ts'
import { type Chance, chanceOf } from './chance.ts'
import { addMonths, dayMs, hourMs, monthStart } from './local-calendar.ts'
import type { SeedScale } from './scale.ts'
import { plansOf } from './shop-catalogue.ts'

/** What every part of a seeding goes by. */
export interface SeedWorld {
  readonly scale: SeedScale
  readonly seed: number
  /** Where everything ends. */
  readonly now: number
  /** Where everything begins: the first of the month a year ago. */
  readonly begin: number
  readonly plans: readonly PlanRow[]
  plan(id: number): PlanRow
  /** When a user registered; ids ascend with it. */
  joinedAt(id: number): number
  /** How many orders he placed; over all users, as many as the scale says. */
  ordersOf(id: number): number
  chance(purpose: Purpose, id: number): Chance
}

/** A Wednesday afternoon in Shanghai: what a seeding ends at where nobody says otherwise. */
export const defaultNow = Date.UTC(2026, 10, 18, 6, 40)

/** Each part of a seeding has a chance of its own. */
export const purposes = ['who', 'shopping', 'usage', 'fate', 'money', 'system', 'secret', 'gate'] as const
export type Purpose = (typeof purposes)[number]

/** Part of the users who came from the system before. */
const oldPart = 0.36
/** A new user orders nothing in his first hour. */
const firstHour = hourMs

export function createSeedWorld(scale: SeedScale, seed: number, now: number): SeedWorld {
  const begin = addMonths(monthStart(now), -12)
  const plans = plansOf(begin)
  const chance = (purpose: Purpose, id: number) => chanceOf(seed, purposes.indexOf(purpose), id)
  const joinedAt = (id: number) => {
    const part = (id - 0.5) / scale.users
    if (part < oldPart) return Math.floor(begin - 700 * dayMs * (1 - part / oldPart))
    return Math.floor(begin + (now - 60_000 - begin) * ((part - oldPart) / (1 - oldPart)) ** 0.9)
  }
  const weights = new Float64Array(scale.users + 1)
  for (let id = 1; id <= scale.users; id += 1) {
    const age = now - Math.max(begin, joinedAt(id))
    const weight = age < firstHour ? 0 : (0.7 + age / (365 * dayMs)) * chance('who', -id).within(0.4, 1.6)
    weights[id] = (weights[id - 1] ?? 0) + weight
  }
  const total = weights[scale.users] ?? 1
  const ordersUntil = (id: number) => Math.floor((scale.orders * (weights[id] ?? 0)) / total + 1e-9)
  return {
    scale,
    seed,
    now,
    begin,
    plans,
    plan(id) {
      const found = plans[id - 1]
      if (found === undefined) throw new Error(`there is no plan ${id}`)
      return found
    },
    joinedAt,
    ordersOf: id => ordersUntil(id) - ordersUntil(id - 1),
    chance,
  }
}
