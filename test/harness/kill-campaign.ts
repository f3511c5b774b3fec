import { setTimeout as sleep } from 'node:timers/promises'
import { rotatePassword } from '../../hub/contract/admin/users.ts'
import { meteringCrashPoints as hubPoints } from '../../hub/kernel/crash-points.ts'
import { type CrashPoint, crashPoints } from '../../node-agent/crash-points.ts'
import { isAlive } from '../../scripts/lab/ip-command.ts'
import { countsAtRest, type PortCounts, wireBytes } from './compare-counts.ts'
import type { TestEngine } from './engines.ts'
import { type Fleet, type FleetUser, startFleet } from './fleet.ts'
import type { FleetNode } from './fleet-node.ts'
import { keepTraffic } from './keep-traffic.ts'
import { createDatabase, dropDatabase, type Mariadb, startMariadb } from './mariadb.ts'
import { eventually } from './processes.ts'
import { type SeededRandom, seededRandom } from './seeded-random.ts'
import { tempFolder } from './temp-folder.ts'

export type KilledKind = 'hub' | 'agent' | 'manager' | 'mariadb'

export interface CampaignPlan {
  readonly name: string
  readonly engine: 'sqlite' | 'mariadb'
  readonly seed: number
  /** How many of each kind; a kill at a crash point counts as one of its process. */
  readonly kills: Readonly<Record<KilledKind, number>>
}

export interface CampaignReport {
  readonly kills: Readonly<Record<KilledKind, number>>
  /** Crash points that ended a process, and those of the usual ones that never did. */
  readonly reached: readonly string[]
  readonly missed: readonly string[]
  readonly counts: readonly PortCounts[]
  /** IP bytes on the customers' wire; only what the nodes count passes there. */
  readonly wire: { readonly up: number; readonly down: number }
  /** Payload that arrived at customers or their targets. */
  readonly moved: number
}

/** Points that only rare events reach: they have tests of their own. */
export const rarePoints: readonly CrashPoint[] = [
  'state.after-mark',
  'converge.after-freeze',
  'converge.before-delete',
  'limits.after-close',
  'rebuild.after-freeze',
  'rebuild.after-save',
  'rebuild.after-table',
  'enrol.after-key',
  'enrol.before-certificate',
]
const agentPoints = crashPoints.filter(point => !rarePoints.includes(point))

/** How long a process may live before it reaches the point it is to end at. */
const patienceMs = 6_000

/**
 * Kills hub, agents, managers and the database at random and at crash points while customers' transfers run and
 * operators change things; then lets everything come back and compares what kernel, agents and ledger say.
 */
export async function runKillCampaign(plan: CampaignPlan): Promise<CampaignReport> {
  const random = seededRandom(plan.seed)
  await using undo = new AsyncDisposableStack()
  const server = plan.engine === 'mariadb' ? undo.use(await startMariadb()) : undefined
  const engine = server ? mariadbOn(server) : sqliteFile
  const fleet = undo.use(
    await startFleet({ name: plan.name, engine, nodes: 2, collectEverySeconds: 1, hub: 'process' }),
  )
  // Enough for the whole campaign: a byte that is dropped at the gate would be on the wire and not in the ledger.
  const users = [await fleet.user(8e9), await fleet.user(null)]
  const churned = await fleet.user(8e9)
  const before = await wireBytes(fleet)
  const traffic = await keepTraffic(fleet, users, random.fork())
  const churn = keepChurning(fleet, churned)

  const kills = { hub: 0, agent: 0, manager: 0, mariadb: 0 }
  const reached = new Set<string>()
  const todo = { hub: random.shuffle(hubPoints), agent: random.shuffle(agentPoints) }
  const campaign = { plan, fleet, kills, reached, todo }
  const loops = [killHubs(campaign, random.fork())]
  for (const node of fleet.nodes) loops.push(killAgents(campaign, node, random.fork()))
  loops.push(killManagers(campaign, random.fork()))
  if (server) loops.push(killDatabase(campaign, server, random.fork()))
  await Promise.all(loops)

  await churn.stop()
  const moved = await traffic.stop()
  const counts = await countsAtRest(fleet, [...users, churned])
  const after = await wireBytes(fleet)
  const wire = { up: after.up - before.up, down: after.down - before.down }
  const missed = [...hubPoints, ...agentPoints].filter(point => !reached.has(point))
  return { kills, reached: [...reached], missed, counts, wire, moved }
}

interface Campaign {
  readonly plan: CampaignPlan
  readonly fleet: Fleet
  readonly kills: Record<KilledKind, number>
  readonly reached: Set<string>
  /** Points that nobody is trying just now. */
  readonly todo: { readonly hub: string[]; readonly agent: string[] }
}

/** A process that can be started, with a crash point or without one, and killed. */
interface Victim {
  start(env: Readonly<Record<string, string>>): Promise<void>
  pid(): number
  kill9(): Promise<void>
}

/**
 * One life: started with a crash point it is to die there, or it is killed when it does not. Whether it reached it.
 * Afterwards the process does not run.
 */
async function liveOnce(victim: Victim, point: string | undefined, lifeMs: number): Promise<boolean> {
  const env: Record<string, string> = point === undefined ? {} : { SLUICE_CRASH_AT: point }
  try {
    await victim.start(env)
  } catch (error) {
    // Killed on its way up; anything else, such as a database that is away, is tried again by the caller.
    if (point !== undefined && /ended \(SIGKILL\)/.test(String(error))) return true
    throw error
  }
  const pid = victim.pid()
  const until = Date.now() + (point === undefined ? lifeMs : patienceMs)
  while (Date.now() < until) {
    if (point !== undefined && !isAlive(pid)) return true
    await sleep(10)
  }
  await victim.kill9()
  return false
}

async function killAgain(
  campaign: Campaign,
  kind: 'hub' | 'agent',
  victim: Victim,
  random: SeededRandom,
): Promise<void> {
  const { plan, kills, reached } = campaign
  const todo = campaign.todo[kind]
  let refusals = 0
  let passing = random.between(1, 3)
  await victim.kill9()
  kills[kind] += 1
  while (kills[kind] < plan.kills[kind] || todo.length > 0) {
    kills[kind] += 1
    const name = todo.pop()
    const point = name === undefined ? undefined : `${name}:${passing}`
    try {
      if ((await liveOnce(victim, point, random.between(100, 1_500))) && name !== undefined) reached.add(name)
      else if (name !== undefined && refusals < 40) {
        // It came up at a quiet moment: tried again later, at the first passing.
        refusals += 1
        passing = 1
        todo.unshift(name)
      }
      passing = Math.min(passing, random.between(1, 3))
    } catch (error) {
      kills[kind] -= 1
      refusals += 1
      if (name !== undefined) todo.unshift(name)
      if (refusals > 40) throw error
      await sleep(200)
    }
  }
  await startAtLast(victim)
}

async function startAtLast(victim: Victim): Promise<void> {
  await eventually(
    'a killed process to start again',
    async () => {
      try {
        await victim.start({})
        return true
      } catch {
        return false
      }
    },
    60_000,
  )
}

function killHubs(campaign: Campaign, random: SeededRandom): Promise<void> {
  return killAgain(campaign, 'hub', campaign.fleet.hub, random)
}

function killAgents(campaign: Campaign, node: FleetNode, random: SeededRandom): Promise<void> {
  return killAgain(campaign, 'agent', node, random)
}

async function killManagers({ plan, fleet, kills }: Campaign, random: SeededRandom): Promise<void> {
  const giveUpAt = Date.now() + 60_000 + 10_000 * plan.kills.manager
  while (kills.manager < plan.kills.manager && Date.now() < giveUpAt) {
    await sleep(random.between(200, 2_000))
    const pid = await fleet.nodes[random.between(0, fleet.nodes.length - 1)]?.managerPid()
    // Only an agent that lives long enough starts another: there may be none just now.
    if (pid === undefined) continue
    process.kill(pid, 'SIGKILL')
    kills.manager += 1
  }
}

async function killDatabase({ plan, kills }: Campaign, server: Mariadb, random: SeededRandom): Promise<void> {
  while (kills.mariadb < plan.kills.mariadb) {
    await sleep(random.between(1_000, 4_000))
    await server.kill9()
    kills.mariadb += 1
    await sleep(random.between(0, 500))
    await server.restart()
  }
}

/** Changes a user who passes nothing, so that nodes get configurations, and gives the others more to share out. */
function keepChurning(fleet: Fleet, churned: FleetUser) {
  let stopping = false
  const run = async () => {
    while (!stopping) {
      // The database may be away.
      await fleet.call(rotatePassword, { params: { userId: churned.id } }).catch(() => undefined)
      await fleet.grant(churned, 1_000_000).catch(() => undefined)
      await sleep(800)
    }
  }
  const ended = run()
  return {
    stop() {
      stopping = true
      return ended
    },
  }
}

const sqliteFile: TestEngine = {
  name: 'sqlite',
  async createDatabase() {
    const folder = tempFolder('sqlite')
    return {
      config: { engine: 'sqlite', file: `${folder.path}/hub.sqlite` },
      [Symbol.asyncDispose]: async () => folder[Symbol.dispose](),
    }
  },
}

/** A server of the campaign's own: the one that tests share must not be killed. */
function mariadbOn(server: Mariadb): TestEngine {
  return {
    name: 'mariadb',
    async createDatabase() {
      const database = await createDatabase(server.address)
      return {
        config: { engine: 'mariadb', ...server.address, database, poolSize: 10 },
        [Symbol.asyncDispose]: () => dropDatabase(server.address, database),
      }
    },
  }
}
