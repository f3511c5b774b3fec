import { agrees } from './compare-counts.ts'
import type { CampaignPlan, CampaignReport } from './kill-campaign.ts'

/** Share of the wire's bytes by which the ledger may differ: what no port of a user carried, such as resets. */
const tolerance = 0.001

/** What a campaign shows that must not be, a sentence each; none where every byte was counted once. */
export function judgeCampaign(plan: CampaignPlan, report: CampaignReport): readonly string[] {
  const { counts, kills, missed, moved, wire } = report
  const wrong = counts.filter(count => !agrees(count)).map(count => `they differ: ${JSON.stringify(count)}`)
  for (const kind of ['hub', 'agent', 'manager', 'mariadb'] as const) {
    if (kills[kind] < plan.kills[kind])
      wrong.push(`only ${kills[kind]} of ${plan.kills[kind]} kills: ${kind}`)
  }
  if (missed.length > 0) wrong.push(`nothing ended at ${missed.join(', ')}`)
  if (moved < 1_000_000) wrong.push(`only ${moved} bytes arrived`)
  // Kernel, agent and ledger could agree on too little: the wire knows what really passed.
  for (const [side, passed] of [wire.up, wire.down].entries()) {
    const counted = counts.reduce((all, { ledger }) => all + (ledger[side] ?? 0), 0)
    if (Math.abs(counted - passed) >= passed * tolerance) wrong.push(`${counted} counted, ${passed} passed`)
  }
  return wrong
}
