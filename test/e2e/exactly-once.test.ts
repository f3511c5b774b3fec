import { describe, expect, it } from 'vitest'
import { agrees } from '../harness/compare-counts.ts'
import { type CampaignPlan, runKillCampaign } from '../harness/kill-campaign.ts'
import { missingParts } from '../harness/missing-parts.ts'
import { seedOfRun } from '../harness/seeded-random.ts'

const missing = missingParts(['root', 'nft', 'ss-manager', 'ss-local'])
const missingServer = missingParts(['mariadbd'])

async function expectExact(plan: CampaignPlan): Promise<void> {
  const report = await runKillCampaign(plan)
  const { counts, kills, wire } = report
  console.log(JSON.stringify({ kills, wire, moved: report.moved, reached: report.reached.length }))
  expect(counts.filter(count => !agrees(count))).toEqual([])
  expect(report.missed).toEqual([])
  for (const kind of ['hub', 'agent', 'manager', 'mariadb'] as const) {
    expect(kills[kind], kind).toBeGreaterThanOrEqual(plan.kills[kind])
  }
  const sum = (side: 0 | 1) => counts.reduce((all, { ledger }) => all + ledger[side], 0)
  expect(report.moved).toBeGreaterThan(1_000_000)
  // All three could agree on too little: the wire knows what really passed.
  expect(Math.abs(sum(0) - wire.up)).toBeLessThan(wire.up * 0.001)
  expect(Math.abs(sum(1) - wire.down)).toBeLessThan(wire.down * 0.001)
}

describe.skipIf(missing !== '')(`exactly once ${missing}`, () => {
  const seed = seedOfRun('exactly once')

  it('counts every byte once on SQLite, whatever is killed while it passes', async () => {
    const kills = { hub: 10, agent: 30, manager: 12, mariadb: 0 }
    await expectExact({ name: 'kills', engine: 'sqlite', seed, kills })
  })

  it.skipIf(missingServer !== '')(
    `counts every byte once on MariaDB, the server killed as well ${missingServer}`,
    async () => {
      const kills = { hub: 9, agent: 24, manager: 8, mariadb: 8 }
      await expectExact({ name: 'killm', engine: 'mariadb', seed: seed + 1, kills })
    },
  )
})
