import type { GrantValidity } from '../contract/admin/grants.ts'
import type { Instant } from '../contract/primitives.ts'
import type { Tx } from '../db/transaction.ts'
import type { Actor } from '../kernel/actor.ts'
import { assertNever } from '../kernel/assert-never.ts'
import { fail, type Outcome, RolledBack } from '../kernel/outcome.ts'
import { type ChangedUser, type ChangeGrantsDeps, changeGrants, insertGrants } from './change-grants.ts'
import { addDays } from './cycle.ts'
import { ensureCycles } from './ensure-cycles.ts'
import { alignEnd, cutEnd } from './grant-rule.ts'
import type { Standing } from './standing.ts'

/**
 * Gives bytes to users, as a bucket of its own each. Bytes alone open no gate: that takes a plan that runs.
 * Fails with `user_not_found`, and `no_active_plan` where they are to last as long as a plan that is not there.
 */
export function grantBytes(
  deps: ChangeGrantsDeps,
  input: ByteGift & { readonly userIds: readonly number[] },
  actor: Actor,
): Promise<Outcome<ChangedUser[]>> {
  const { userIds, ...gift } = input
  return changeGrants(deps, {
    userIds,
    action: 'grant.bytes',
    actor,
    asked: gift,
    work: (tx, standings, at) => giveBytes(tx, gift, standings, { at, actor, timeZone: deps.timeZone }),
  })
}

export interface ByteGift {
  /** Null: unlimited. */
  readonly bytes: number | null
  readonly validity: GrantValidity
  readonly reason: string
  readonly compensation: boolean
}

/** Makes the buckets, within a change of grants. Throws `no_active_plan` as `grantBytes` fails with it. */
export async function giveBytes(
  tx: Tx,
  { bytes, validity, reason, compensation }: ByteGift,
  standings: readonly Standing[],
  given: { readonly at: Instant; readonly actor: Actor; readonly timeZone: string },
): Promise<void> {
  const { at, actor, timeZone } = given
  const ends = await endsOf(tx, standings, validity, { now: at, timeZone })
  const grants = standings.map(({ holder }, i) => ({
    userId: holder.userId,
    kind: 'bucket' as const,
    source: compensation ? ('compensation' as const) : ('operator' as const),
    sourceRef: '',
    bytes,
    validFrom: at,
    validUntil: ends[i] ?? null,
    reason,
  }))
  await insertGrants(tx, grants, { at, actor })
}

/** The end of each user's bucket; null: until used. */
async function endsOf(
  tx: Tx,
  standings: readonly Standing[],
  validity: GrantValidity,
  at: { readonly now: Instant; readonly timeZone: string },
): Promise<(Instant | null)[]> {
  const { now, timeZone } = at
  switch (validity.kind) {
    case 'until_used':
      return standings.map(() => null)
    case 'days': {
      const end = alignEnd(addDays(now, validity.days, timeZone))
      return standings.map(() => end)
    }
    case 'this_cycle': {
      const wanted = standings.map(({ holder }) => ({ holder, at: now }))
      const cycles = await ensureCycles(tx, timeZone, wanted)
      return standings.map(
        ({ holder, grants }) => cutEnd(grants, now) ?? cycles.cycleAt(holder.userId, now).until,
      )
    }
    case 'plan':
      return standings.map(({ holder }) => {
        const { userId, expiresAt } = holder
        if (expiresAt === null || expiresAt <= now) throw new RolledBack(fail('no_active_plan', { userId }))
        return expiresAt
      })
    default:
      return assertNever(validity)
  }
}
