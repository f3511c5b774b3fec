import type { ApplyResult, DesiredConfig } from '../../hub/contract/agent/config.ts'
import type { CountersAnswer, CountersQuery } from '../../hub/contract/agent/counters.ts'
import type { Instant } from '../../hub/contract/primitives.ts'
import { changedPorts, decideRevision } from '../desired/revision-rule.ts'
import { freezeAll } from '../firewall/converge-table.ts'
import { messageOf, type Outcome, refuse, succeed } from '../outcome.ts'
import { type DurableState, newInstance, type Readings } from '../state/durable-state.ts'
import { oneAtATime } from '../state/one-at-a-time.ts'
import { composeAnswer } from './compose-answer.ts'
import { keepMarks } from './keep-marks.ts'
import { keepTable } from './keep-table.ts'
import { loadState } from './load-durable.ts'
import { withGap } from './mark-rule.ts'
import type { MeterParts } from './meter-parts.ts'
import { decideRebuild } from './rebuild-rule.ts'
import { goesOn, mergeReadings, readingsSince, sameReadings, wasRolledBack } from './rollback-rule.ts'

/** At most ten seconds apart, though only a look each second finds that it is time. */
const saveMs = 8_500
const restingSaveMs = 60_000

export type Meter = Awaited<ReturnType<typeof startMeter>>

/**
 * Holds the durable state and the kernel's table together. Everything that reads or changes either goes through
 * here, one at a time: configuration, readings, repairs, marks.
 */
export async function startMeter(parts: MeterParts) {
  const { firewall, store, clock, facts, crash, log } = parts
  const start = parts.randomId()
  const inTurn = oneAtATime()
  let { state, jumped } = await loadState(parts, await firewall.list())
  let sinceStart: Readings = new Map()
  const pending: Omit<DurableState['gaps'][number], 'seq'>[] = []

  /** Writes the state with one more seq. Throws when it cannot be made durable; the state in memory is then as before. */
  async function commit(
    change: Partial<DurableState>,
    mark?: { at: Instant; readings: CountersAnswer['readings'] },
  ) {
    const seq = state.seq + 1
    const gaps = pending.reduce((all, gap) => withGap(all, { ...gap, seq }), change.gaps ?? state.gaps)
    const next: DurableState = {
      ...state,
      ...change,
      gaps,
      seq,
      savedAt: clock.now(),
      bootId: facts.bootId(),
    }
    try {
      await store.save(next, mark && { ...mark, seq })
    } catch (error) {
      parts.problem('disk', `the state cannot be saved: ${messageOf(error)}`)
      throw error
    }
    parts.problem('disk', null)
    state = next
    pending.length = 0
  }

  const table = keepTable({ ...parts, state: () => state, commit, lose: gap => pending.push(gap) })

  /** Looks at the whole table and makes it right, whatever happened to it. */
  async function repair(): Promise<void> {
    const listing = await firewall.list()
    const decision = decideRebuild(state, listing, facts.bootId())
    switch (decision.kind) {
      case 'keep':
        return table.converge({ replace: false })
      case 'replace':
        return table.converge({ replace: true })
      case 'recreate': {
        if (decision.reason) {
          pending.push({ from: state.savedAt, until: clock.now(), reason: decision.reason })
          table.countRebuild()
          log('warn', 'the table was gone; it is rebuilt from the last durable readings', {
            reason: decision.reason,
          })
          // The gap first, so that a crash cannot hide it; but a full disk must not keep the gate open.
          await commit({}).catch(() => undefined)
        }
        return table.converge({ replace: true })
      }
      case 'new_instance':
        await beginInstance(new Map(), {
          from: state.savedAt,
          until: clock.now(),
          reason: 'state_lost',
          seq: 1,
        })
        return table.converge({ replace: true })
    }
  }

  async function beginInstance(readings: Readings, gap: DurableState['gaps'][number] | null): Promise<void> {
    const now = clock.now()
    const next = newInstance(parts.randomId(), state, { now, bootId: facts.bootId(), readings, gap })
    log('warn', 'a new instance begins', {
      instance: next.instance,
      before: state.instance,
      reason: gap?.reason,
    })
    const before = state
    state = next
    try {
      await commit({})
    } catch (error) {
      state = before
      throw error
    }
    await marks.forgetAll()
  }

  /** The hub has committed what this state does not know: it vouches only for what passed since the process began. */
  async function leaveRolledBackInstance(): Promise<void> {
    const now = await freezeAll(firewall, { instance: state.instance, guard: table.guard() })
    crash('rebuild.after-freeze')
    table.distrust()
    const gap = { from: state.savedAt, until: clock.now(), reason: 'rolled_back', seq: 1 } as const
    await beginInstance(readingsSince(sinceStart, now), gap)
    sinceStart = new Map()
    crash('rebuild.after-save')
    await table.converge({ replace: true })
    crash('rebuild.after-table')
    await commit({ rebuild: false })
  }

  /** Kernel counters over the durable ones, after repairing what is missing. Throws when there is no table to read. */
  async function read(): Promise<Readings> {
    if (!table.isConverged()) await repair()
    for (let attempt = 0; attempt < 3; attempt++) {
      const kernel = await firewall.listCounters(state.instance)
      const whole = kernel && [...table.limits().keys()].every(port => goesOn(kernel, state.readings, port))
      if (kernel && whole) return mergeReadings(state.readings, kernel)
      await repair()
    }
    throw new Error('the table is removed as fast as it is rebuilt')
  }

  const marks = keepMarks({
    store,
    clock,
    maxBytes: parts.maxMarkBytes,
    state: () => state,
    commit,
    read,
    lose: gap => pending.push(gap),
  })

  async function save(): Promise<void> {
    await marks.take()
    const readings = await read()
    const rests = sameReadings(readings, state.readings) && pending.length === 0 && !state.rebuild
    // The distance: a clock that was set back must not keep what changed nothing from being saved for long.
    if (rests && Math.abs(clock.now() - state.savedAt) < restingSaveMs) return
    await commit({ readings, rebuild: false })
  }

  await inTurn(async () => {
    if (jumped) parts.problem('state', 'the newest copy of the state was damaged; the one before it is used')
    try {
      await repair()
      await marks.take()
      sinceStart = await read()
      await commit({ readings: sinceStart, rebuild: false })
    } catch (error) {
      log('error', 'the table could not be built yet', { error: messageOf(error) })
    }
  })

  return {
    start,
    state: () => state,
    tableRebuilt: table.timesRebuilt,
    ready: table.isConverged,
    limits: table.limits,
    /** Another program may have taken rules away: the next look goes over the whole table where they are ours. */
    noticeRemoval: table.noticeRemoval,

    /** Durable readings with the marks and gaps not acknowledged yet. Fails with `not_durable` or `not_ready`. */
    counters: (query: CountersQuery): Promise<Outcome<CountersAnswer>> =>
      inTurn(async () => {
        let readings: Readings
        try {
          if (wasRolledBack(state, query)) await leaveRolledBackInstance()
          await marks.take()
          readings = await read()
        } catch (error) {
          return refuse('not_ready', `no reading can be taken: ${messageOf(error)}`)
        }
        const acknowledged = query.instance === state.instance ? (query.seq ?? 0) : 0
        const takenAt = clock.now()
        crash('counters.before-save')
        try {
          await marks.forget(acknowledged)
          await commit({ readings, rebuild: false, gaps: state.gaps.filter(gap => gap.seq > acknowledged) })
        } catch (error) {
          return refuse('not_durable', `the reading cannot be saved, so it is not given: ${messageOf(error)}`)
        }
        crash('counters.after-save')
        return succeed(await composeAnswer({ request: query.request, start, state, takenAt, store }))
      }),

    /** Makes a configuration durable, then the kernel's. Fails as the contract says; a crash anywhere is finished later. */
    apply: (config: DesiredConfig, check: () => Promise<Outcome<null>>): Promise<Outcome<ApplyResult>> =>
      inTurn(async () => {
        const current = () => ({ instance: state.instance, epoch: state.epoch, revision: state.revision })
        const decision = decideRevision(state, config)
        if (decision.kind === 'refuse') {
          return refuse(decision.error, `the node has ${state.epoch}.${state.revision}`, {
            current: current(),
          })
        }
        let touched = 0
        if (decision.kind === 'apply') {
          const allowed = await check()
          if (!allowed.ok) return allowed
          touched = changedPorts(state.config, config).length
          const { epoch, revision } = config
          crash('apply.before-save')
          try {
            await commit({ config, epoch, revision, appliedAt: clock.now() })
          } catch (error) {
            return refuse('not_durable', `the configuration cannot be saved: ${messageOf(error)}`)
          }
          crash('apply.after-save')
        }
        try {
          if (!(await table.changeLimits())) await repair()
        } catch (error) {
          return refuse('not_ready', `saved, but the kernel has not taken it yet: ${messageOf(error)}`)
        }
        crash('apply.after-kernel')
        return succeed({ ...current(), touched })
      }),

    /** Called every second: is the table there, and does a port close by the clock? */
    look: (): Promise<void> =>
      inTurn(async () => {
        const now = clock.now()
        if (!table.isConverged() || !(await firewall.hasMarker(state.instance))) await repair()
        else if (table.isSuspect(now)) await table.converge({ replace: false })
        else if (table.hasTurned(now) && !(await table.changeLimits())) await repair()
        await marks.take()
        if (now - state.savedAt >= saveMs || now < state.savedAt) await save()
      }),

    /** Saves what passed since the last save; at the end of the process. */
    save: (): Promise<void> => inTurn(save),
    /** Removes the table: nothing is counted or enforced any more. */
    removeTable: (): Promise<void> => inTurn(() => firewall.apply([{ kind: 'delete_table' }])),
  }
}
