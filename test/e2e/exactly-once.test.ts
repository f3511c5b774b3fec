import { describe, expect, it } from 'vitest'
import { judgeCampaign } from '../harness/judge-campaign.ts'
import { type CampaignPlan, runKillCampaign } from '../harness/kill-campaign.ts'
import { missingParts } from '../harness/missing-parts.ts'
import { seedOfRun } from '../harness/seeded-random.ts'

const missing = missingParts(['root', 'nft', 'ss-manager', 'ss-local'])
const missingServer = missingParts(['mariadbd'])

async function expectExact(plan: CampaignPlan): Promise<void> {
  const report = await runKillCampaign(plan)
  const { kills, wire, moved, reached } = report
  console.log(`${plan.name}: ${JSON.stringify({ kills, wire, moved, points: reached.length })}`)
  expect(judgeCampaign(plan, report)).toEqual([])
}

// Both at once: most of their time is waiting for what was killed, and a machine that is shared takes its time.
describe.skipIf(missing !== '')(`exactly once ${missing}`, { concurrent: true, timeout: 600_000 }, () => {
  const seed = seedOfRun('exactly once')

  it('counts every byte once on SQLite, whatever is killed while it passes', async () => {
    const kills = { hub: 12, agent: 30, manager: 12, mariadb: 0 }
    await expectExact({ name: 'kills', engine: 'sqlite', seed, kills })
  })

  it.skipIf(missingServer !== '')(
    `counts every byte once on MariaDB, the server killed as well ${missingServer}`,
    async () => {
      const kills = { hub: 10, agent: 26, manager: 8, mariadb: 8 }
      await expectExact({ name: 'killm', engine: 'mariadb', seed: seed + 1, kills })
    },
  )
})
