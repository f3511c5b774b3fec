import { usedUpBelow } from '../../../../hub/gate/access-rule.ts'
import { type NodeBudget, planBudgets, reservedFor } from '../../../../hub/gate/shares.ts'

/** A step in the life of one user and his nodes. Nodes are named by index, taken modulo their number. */
export type FleetStep =
  | { readonly kind: 'traffic'; readonly node: number; readonly size: number }
  /** The hub commits a reading, and what revision the node had in force when it was taken. */
  | { readonly kind: 'collect'; readonly node: number }
  | { readonly kind: 'decide' }
  | { readonly kind: 'publish'; readonly node: number }
  /** Collect, decide, publish. */
  | { readonly kind: 'visit'; readonly node: number }
  | { readonly kind: 'grant'; readonly size: number }
  | { readonly kind: 'takeBack'; readonly size: number }
  | { readonly kind: 'rate'; readonly node: number; readonly rate: number }
  | { readonly kind: 'release'; readonly node: number }
  | { readonly kind: 'silence'; readonly node: number }
  | { readonly kind: 'return'; readonly node: number }

interface Kernel {
  reading: number
  limit: number
  revision: number
  /** Thousandths of charged bytes. */
  cost: bigint
  rate: number
}

interface Row {
  budget: NodeBudget
  closeRevision: number
  revision: number
  counted: bigint
}

/** Kernels that pass what their limit allows, and a hub that knows of them only what it collected. */
export function createFleet(rates: readonly number[]) {
  const kernels: Kernel[] = rates.map(rate => ({ reading: 0, limit: 0, revision: 0, cost: 0n, rate }))
  const rows: Row[] = rates.map((rate, nodeId) => ({
    budget: {
      nodeId,
      reading: 0,
      rate,
      closeAt: 0,
      heldCloseAt: 0,
      share: 0,
      serving: true,
      reserving: true,
    },
    closeRevision: 0,
    revision: 0,
    counted: 0n,
  }))
  let granted = 0
  const on = (index: number) => {
    const which = index % kernels.length
    const kernel = kernels[which]
    const row = rows[which]
    if (!kernel || !row) throw new Error('no such node')
    return { kernel, row }
  }
  const charged = (cost: bigint) => Number(cost / 1_000n)
  const left = () => {
    const rest = granted - rows.reduce((sum, row) => sum + charged(row.counted), 0)
    return rest < usedUpBelow ? 0 : rest
  }

  function collect(index: number): void {
    const { kernel, row } = on(index)
    row.counted = kernel.cost
    const { closeAt, heldCloseAt } = row.budget
    const confirmed = kernel.revision >= row.closeRevision
    row.budget = {
      ...row.budget,
      reading: kernel.reading,
      heldCloseAt: confirmed ? closeAt : heldCloseAt,
    }
  }

  function decide(): void {
    const decisions = planBudgets(
      left(),
      rows.map(row => row.budget),
    )
    for (const [i, row] of rows.entries()) {
      const decision = decisions[i]
      if (!decision) throw new Error('a node without a decision')
      if (decision.closeAt !== row.budget.closeAt) {
        row.revision += 1
        row.closeRevision = row.revision
      }
      row.budget = { ...row.budget, ...decision }
    }
  }

  function publish(index: number): void {
    const { kernel, row } = on(index)
    kernel.limit = row.budget.closeAt
    kernel.revision = row.revision
  }

  function visit(index: number): void {
    collect(index)
    decide()
    publish(index)
  }

  function traffic(index: number, size: number): void {
    const { kernel } = on(index)
    const passed = Math.min(size, Math.max(0, kernel.limit - kernel.reading))
    kernel.reading += passed
    kernel.cost += BigInt(passed) * BigInt(kernel.rate)
  }

  function settle(): void {
    for (let round = 0; round < 6; round += 1) for (const i of kernels.keys()) visit(i)
  }

  /** The hub makes budgets for the greater rate half an hour ahead, in which every node is visited. */
  function changeRate(index: number, rate: number): void {
    const { kernel, row } = on(index)
    row.budget = { ...row.budget, rate: Math.max(kernel.rate, rate) }
    for (let round = 0; round < 2; round += 1) for (const i of kernels.keys()) visit(i)
    kernel.rate = rate
    row.budget = { ...row.budget, rate }
  }

  const setReach = (index: number, reach: Partial<Pick<NodeBudget, 'serving' | 'reserving'>>) => {
    const { row } = on(index)
    row.budget = { ...row.budget, ...reach }
  }

  return {
    left,
    granted: () => granted,
    reserved: () => rows.reduce((sum, row) => sum + reservedFor(row.budget), 0),
    /** Charged bytes the kernels really passed. */
    passed: () => kernels.reduce((sum, kernel) => sum + charged(kernel.cost), 0),
    /** What they would have passed in all at worst: every kernel at the greater of its limit and the one to come. */
    couldPass: () =>
      kernels.reduce((sum, kernel, i) => {
        const limit = Math.max(kernel.limit, rows[i]?.budget.closeAt ?? 0)
        if (kernel.rate === 0) return sum + charged(kernel.cost)
        const more = BigInt(Math.max(0, limit - kernel.reading)) * BigInt(kernel.rate)
        return sum + charged(kernel.cost + more)
      }, 0),
    revision: () => rows.reduce((sum, row) => sum + row.revision, 0),
    metered: () =>
      rows.map(row => row.budget).filter(budget => budget.serving && budget.rate > 0 && left() > 0),
    grant: (size: number) => {
      granted += size
    },
    settle,
    returnAll: () => {
      for (const row of rows) row.budget = { ...row.budget, serving: true, reserving: true }
    },
    take(step: FleetStep): void {
      if (step.kind === 'traffic') traffic(step.node, step.size)
      else if (step.kind === 'collect') collect(step.node)
      else if (step.kind === 'decide') decide()
      else if (step.kind === 'publish') publish(step.node)
      else if (step.kind === 'visit') visit(step.node)
      else if (step.kind === 'grant') granted += step.size
      else if (step.kind === 'takeBack') granted = Math.max(0, granted - step.size)
      else if (step.kind === 'rate') changeRate(step.node, step.rate)
      else if (step.kind === 'release') setReach(step.node, { serving: false })
      else if (step.kind === 'silence') setReach(step.node, { serving: false, reserving: false })
      else setReach(step.node, { serving: true, reserving: true })
    },
  }
}
