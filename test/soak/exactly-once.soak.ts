import { report } from '../bench/report.ts'
import { judgeCampaign } from '../harness/judge-campaign.ts'
import { type CampaignPlan, runKillCampaign } from '../harness/kill-campaign.ts'
import { missingParts } from '../harness/missing-parts.ts'
import { seededRandom, seedOfRun } from '../harness/seeded-random.ts'

/**
 * Kills hub, agents, managers and MariaDB while transfers run, SLUICE_TEST_KILLS times (2,000) over both engines. It
 * goes in rounds, each with fleets of its own and a seed that follows from SLUICE_TEST_SEED; after each round kernel,
 * agents, ledger and wire must agree. A round alone is repeated by SLUICE_TEST_ROUND.
 */
const wanted = Number(process.env['SLUICE_TEST_KILLS'] ?? 2_000)
const only = Number(process.env['SLUICE_TEST_ROUND'] ?? 0)
const perRound = {
  sqlite: { hub: 14, agent: 30, manager: 12, mariadb: 0 },
  mariadb: { hub: 12, agent: 26, manager: 10, mariadb: 10 },
} as const
const engines = ['sqlite', 'mariadb'] as const

const missing = missingParts(['root', 'nft', 'ss-manager', 'ss-local', 'mariadbd'])
if (missing !== '') throw new Error(`the soak needs every part ${missing}`)
if (!Number.isSafeInteger(wanted) || wanted < 1) throw new Error('SLUICE_TEST_KILLS is not a number of kills')

const random = seededRandom(seedOfRun('soak, exactly once'))
const startedAt = performance.now()
const killed = { sqlite: 0, mariadb: 0 }
let moved = 0
let wrong = 0

async function runCampaign(engine: (typeof engines)[number], round: number, seed: number): Promise<void> {
  const plan: CampaignPlan = { name: `soak${engine.at(0)}`, engine, seed, kills: perRound[engine] }
  let found: readonly string[]
  try {
    const done = await runKillCampaign(plan)
    killed[engine] += Object.values(done.kills).reduce((all, kills) => all + kills, 0)
    moved += done.moved
    found = judgeCampaign(plan, done)
  } catch (error) {
    found = [error instanceof Error ? (error.stack ?? error.message) : String(error)]
  }
  wrong += found.length
  for (const what of found) console.log(`round ${round}, ${engine}, seed ${seed}: ${what}`)
}

for (let round = 1; killed.sqlite + killed.mariadb < wanted; round += 1) {
  const seeds = engines.map(() => random.between(1, 2 ** 31 - 1))
  if (only > round) continue
  await Promise.all(engines.map((engine, place) => runCampaign(engine, round, seeds[place] ?? 1)))
  const minutes = ((performance.now() - startedAt) / 60_000).toFixed(1)
  const sum = killed.sqlite + killed.mariadb
  console.log(
    `round ${round} (seeds ${seeds.join(', ')}): ${sum} of ${wanted} kills, ${wrong} wrong, ${minutes} min`,
  )
  // A campaign that cannot even be run kills nothing: the next would not do better.
  if (only > 0 || sum === 0) break
}

for (const engine of engines) {
  report({
    name: `kills of hub, agents, managers, database: ${engine}`,
    figure: killed[engine],
    unit: 'kills',
  })
}
report({ name: 'payload that arrived meanwhile', figure: Math.round(moved / 1e6), unit: 'MB' })
report({
  name: 'what kernel, agents, ledger and wire do not agree on',
  figure: wrong,
  unit: 'findings',
  limit: { kind: 'at most', value: 0 },
})
