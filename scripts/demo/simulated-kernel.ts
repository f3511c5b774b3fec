import type { Bytes } from '../../hub/contract/primitives.ts'
import { frameComments } from '../../node-agent/firewall/build-ruleset.ts'
import type { FirewallStep, QuotaListing, TableListing } from '../../node-agent/firewall/table-state.ts'
import type { Firewall } from '../../node-agent/ports.ts'
import type { Readings } from '../../node-agent/state/durable-state.ts'

export interface Table {
  readonly ids: Set<string>
  readonly up: Map<number, number>
  readonly down: Map<number, number>
  readonly quotas: Map<number, { limit: number; consumed: number }>
  readonly budget: Set<number>
  rules: readonly string[]
  frozen: ReadonlySet<number>
}

const emptyTable = (): Table => ({
  ids: new Set(),
  up: new Map(),
  down: new Map(),
  quotas: new Map(),
  budget: new Set(),
  rules: [],
  frozen: new Set(),
})

function copyOf(table: Table): Table {
  return {
    ids: new Set(table.ids),
    up: new Map(table.up),
    down: new Map(table.down),
    quotas: new Map([...table.quotas].map(([port, quota]) => [port, { ...quota }])),
    budget: new Set(table.budget),
    rules: table.rules,
    frozen: table.frozen,
  }
}

/**
 * The kernel's table as it was measured to behave: batches are atomic; deleting what is not there fails the batch;
 * adding what is there keeps its counter; a changed quota keeps what it consumed; dropped packets consume too; a
 * listing caps `used` at the limit; a quota cannot be born overdrawn. It also keeps the truth: what really passed.
 */
export function simulateKernel() {
  let table: Table | null = null
  /** Bytes that passed each port since the beginning of time, counted or not. */
  const passed = new Map<number, number>()
  /** Bytes that passed while no counter saw them. */
  const uncounted = new Map<number, number>()
  /** Called between any two calls, so that traffic moves while the agent works. */
  let between: () => void = () => undefined
  let batches = 0

  function add(map: Map<number, number>, port: number, size: number): void {
    map.set(port, (map.get(port) ?? 0) + size)
  }

  function runStep(work: Table, step: Exclude<FirewallStep, { kind: 'delete_table' }>): void {
    switch (step.kind) {
      case 'frame':
        work.ids.add(step.frame.instance)
        work.rules = frameComments(step.frame)
        work.frozen = new Set(step.frame.frozen)
        return
      case 'add_port':
        if (!work.up.has(step.port)) work.up.set(step.port, step.up)
        if (!work.down.has(step.port)) work.down.set(step.port, step.down)
        addQuota(work, step.port, step.limit, step.up + step.down)
        work.budget.add(step.port)
        return
      case 'set_limit':
        addQuota(work, step.port, step.limit, 0)
        return
      case 'renew_quota':
        if (step.had.budget) remove(work.budget, step.port)
        if (step.had.quota) remove(work.quotas, step.port)
        addQuota(work, step.port, step.limit, step.used)
        work.budget.add(step.port)
        return
      case 'delete_port':
        if (step.had.up) remove(work.up, step.port)
        if (step.had.down) remove(work.down, step.port)
        if (step.had.budget) remove(work.budget, step.port)
        if (step.had.quota) remove(work.quotas, step.port)
    }
  }

  function remove(from: Map<number, unknown> | Set<number>, port: number): void {
    if (!from.delete(port)) throw new Error(`No such file or directory: ${port}`)
  }

  function addQuota(work: Table, port: number, limit: number, used: number): void {
    const old = work.quotas.get(port)
    if (old) old.limit = limit
    else work.quotas.set(port, { limit, consumed: Math.min(used, limit) })
  }

  function counters(of: Table): { up: Map<number, Bytes>; down: Map<number, Bytes> } {
    return { up: new Map(of.up) as Map<number, Bytes>, down: new Map(of.down) as Map<number, Bytes> }
  }

  const firewall: Firewall = {
    async list() {
      between()
      if (!table) return null
      const before = counters(table)
      const earlier = new Map<number, number>()
      for (const [port, up] of before.up) earlier.set(port, up + (before.down.get(port) ?? 0))
      between()
      if (!table) return null
      const quotas = new Map<number, QuotaListing>()
      for (const [port, { limit, consumed }] of table.quotas) {
        quotas.set(port, { limit: limit as Bytes, used: Math.min(consumed, limit) as Bytes })
      }
      const listing = {
        ids: [...table.ids],
        quotas,
        budget: new Set(table.budget),
        rules: table.rules,
        handles: new Set<number>(),
      }
      between()
      if (!table) return null
      const answer: TableListing = { ...listing, earlier, ...counters(table) }
      between()
      return answer
    },
    async listCounters(instance): Promise<Readings | null> {
      between()
      if (!table?.ids.has(instance)) return null
      const { up, down } = counters(table)
      between()
      return new Map(
        [...up].map(([port, bytes]) => [port, { up: bytes, down: down.get(port) ?? (0 as Bytes) }]),
      )
    },
    async hasMarker(instance) {
      return table?.ids.has(instance) ?? false
    },
    async apply(steps) {
      between()
      batches++
      let work: Table | null = table ? copyOf(table) : null
      if (steps.some(step => step.kind === 'delete_table')) work = null
      const rank = (step: FirewallStep) => (step.kind === 'delete_port' ? 0 : step.kind === 'frame' ? 1 : 2)
      const ordered = [...steps].sort((a, b) => rank(a) - rank(b))
      for (const step of ordered) {
        if (step.kind === 'delete_table') continue
        if (step.kind === 'frame') work ??= emptyTable()
        if (!work) throw new Error('No such file or directory: table')
        runStep(work, step)
      }
      table = work
      between()
    },
  }

  return {
    firewall,
    passed,
    uncounted,
    batches: () => batches,
    whenever: (act: () => void) => {
      between = act
    },
    /** One packet. @returns whether it passed */
    packet(port: number, direction: 'up' | 'down', size: number): boolean {
      if (table?.frozen.has(port)) return false
      const quota = table?.budget.has(port) ? table.quotas.get(port) : undefined
      if (quota) {
        quota.consumed += size
        if (quota.consumed > quota.limit) return false
      }
      add(passed, port, size)
      const set = table?.[direction]
      if (table && table.rules.length > 0 && set?.has(port)) add(set, port, size)
      else add(uncounted, port, size)
      return true
    },
    /** What another program may do. */
    flush(): void {
      table = null
    },
    damage(port: number, what: 'up' | 'down' | 'budget' | 'reset'): void {
      if (!table) return
      if (what === 'reset') {
        const lost = (table.up.get(port) ?? 0) + (table.down.get(port) ?? 0)
        if (table.up.has(port)) table.up.set(port, 0)
        if (table.down.has(port)) table.down.set(port, 0)
        if (lost > 0) add(uncounted, port, 0)
      } else table[what].delete(port)
    },
    table: () => table,
  }
}
export type SimulatedKernel = ReturnType<typeof simulateKernel>
