import type { Bytes, Instant } from '../../hub/contract/primitives.ts'
import { limitsAt, nextClosing } from '../desired/limit-rule.ts'
import { changeLimits } from '../firewall/change-limits.ts'
import { convergeTable } from '../firewall/converge-table.ts'
import { messageOf } from '../outcome.ts'
import type { DurableState, Gap } from '../state/durable-state.ts'
import { guardOf, type MeterParts } from './meter-parts.ts'
import { mergeReadings } from './rollback-rule.ts'

const fullCheckMs = 60_000

export interface TableParts extends MeterParts {
  readonly state: () => DurableState
  readonly commit: (change: Partial<DurableState>) => Promise<void>
  readonly lose: (gap: Omit<Gap, 'seq'>) => void
}

/** What the kernel is known to enforce, and the ways to make it enforce the state's configuration. */
export function keepTable(parts: TableParts) {
  const { firewall, clock, crash, log } = parts
  let converged = false
  /** Limits that the kernel enforces. */
  let live: ReadonlyMap<number, Bytes> = new Map()
  let closesAt: Instant | null = null
  let convergedAt = clock.now()
  let checkedAt = clock.now()
  let guardInForce = ''
  let rebuilt = 0
  /** Handles of the rules in force; null: they were written since the last look at the whole table. */
  let handles: ReadonlySet<number> | null = null
  let suspectSince: Instant | null = null

  const guard = () => guardOf(parts, parts.state())

  async function converge(options: { replace: boolean }): Promise<void> {
    converged = false
    // Before the look: what is removed during it counts for the next.
    const since = suspectSince ?? checkedAt
    suspectSince = null
    const now = clock.now()
    const inForce = guard()
    const limits = limitsAt(parts.state(), now)
    try {
      const found = await convergeTable(firewall, crash, {
        frame: { instance: parts.state().instance, frozen: [], guard: inForce },
        limits,
        readings: () => parts.state().readings,
        replace: options.replace,
        retire: readings => parts.commit({ readings: mergeReadings(parts.state().readings, readings) }),
      })
      handles = found.handles
      if (!options.replace && found.lost.some(port => live.has(port))) {
        rebuilt++
        parts.lose({ from: parts.state().savedAt, until: clock.now(), reason: 'table_lost' })
        log('warn', 'counters had been removed or set back; they go on from the last durable reading', {
          ports: found.lost,
        })
      }
      if (!options.replace && live.size > 0 && found.rulesLost && guardInForce === JSON.stringify(inForce)) {
        rebuilt++
        parts.lose({ from: since, until: clock.now(), reason: 'table_lost' })
        log('warn', 'rules had been removed or changed; what passed without them was not counted')
      }
    } catch (error) {
      parts.problem('firewall', messageOf(error))
      throw error
    }
    parts.problem('firewall', null)
    checkedAt = now
    settle(limits, now)
    guardInForce = JSON.stringify(inForce)
  }

  function settle(limits: ReadonlyMap<number, Bytes>, now: Instant): void {
    converged = true
    live = limits
    convergedAt = now
    closesAt = nextClosing(parts.state(), now)
  }

  return {
    guard,
    converge,
    isConverged: () => converged,
    limits: () => live,
    timesRebuilt: () => rebuilt,
    countRebuild: () => {
      rebuilt++
    },
    /** The table is not as the state says: nothing is read or enforced before it is made so. */
    distrust: () => {
      converged = false
    },

    /**
     * Makes the limits those of the state in time that depends on what changed, not on the number of ports. False
     * where only a look at the whole table can: nothing is wrong with the limits then, they are as strict or stricter.
     */
    async changeLimits(): Promise<boolean> {
      if (!converged || guardInForce !== JSON.stringify(guard())) return false
      converged = false
      const now = clock.now()
      const { instance, readings } = parts.state()
      const wanted = limitsAt(parts.state(), now)
      try {
        if (!(await changeLimits(firewall, crash, { instance, live, wanted, readings }))) return false
      } catch (error) {
        log('warn', 'limits could not be changed alone; the whole table is looked at', {
          error: messageOf(error),
        })
        return false
      }
      settle(wanted, now)
      return true
    },

    /** A rule was removed; null: nobody can say which, or whether one was. */
    noticeRemoval(handle: number | null): void {
      if (handle === null || handles === null || handles.has(handle)) suspectSince ??= clock.now()
    },

    /** Whether the whole table is to be looked at although its marker stands. */
    isSuspect(now: Instant): boolean {
      const unchecked = now - checkedAt >= fullCheckMs || now < checkedAt - 1_000
      return suspectSince !== null || unchecked || guardInForce !== JSON.stringify(guard())
    },

    /** Whether a port is to be closed by the clock, or the clock was set back. */
    hasTurned: (now: Instant): boolean => (closesAt !== null && now >= closesAt) || now < convergedAt - 1_000,
  }
}
