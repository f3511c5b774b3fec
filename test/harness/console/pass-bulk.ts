import { randomBytes } from 'node:crypto'
import type { Page } from '@playwright/test'
import { createBulkWork, type StepDeps, stepBulk } from '../../../hub/bulk/step-bulk.ts'
import { loadConfig } from '../../../hub/config/load-config.ts'
import { applyGateInTx } from '../../../hub/gate/apply-gate.ts'
import { systemClock } from '../../../hub/kernel/clock.ts'
import { createMailQueue } from '../../../hub/mail/queue-mail.ts'
import { meterEntry } from '../../../hub/metering/meter-store.ts'
import { assignNodes } from '../../../hub/nodes/assign-nodes.ts'
import { createVault } from '../../../hub/secrets/vault.ts'
import type { WholeHub } from '../whole-hub.ts'

const { timeZone } = loadConfig({ SLUICE_DATABASE: 'sqlite' })

/** What the hub's job does for bulk actions, at a hub whose jobs stand still: a seeded one. */
export function bulkJob({ hub: { database } }: WholeHub): {
  /** The next hundred users of one. */
  step(bulkId: number): Promise<number>
  /** All that is under way. */
  finish(): Promise<void>
} {
  const deps: StepDeps = {
    ...{ database, clock: systemClock, timeZone },
    applyGate: (tx, userIds, now, cause, settle) =>
      applyGateInTx(tx, { now, timeZone }, userIds, cause, settle),
    assignNodes: (tx, userIds, at) =>
      assignNodes(tx, userIds, at, {
        chargedSoFar: async (within, nodeId, port) => (await meterEntry(within, nodeId, port)).charged,
      }),
    ...createMailQueue({ vault: createVault(randomBytes(32)) }),
  }
  const work = createBulkWork({ error: () => undefined })
  return {
    step: bulkId => stepBulk(deps, bulkId),
    async finish() {
      await work(deps)
    },
  }
}

/** The number of the bulk action that is shown. */
export async function shownBulk(page: Page): Promise<number> {
  await page.waitForURL(/bulk\/\d+$/)
  return Number(/\d+$/.exec(page.url())?.[0])
}
