import { randomBytes } from 'node:crypto'
import type { Role } from '../../../hub/contract/rights.ts'
import { createDataSource, type DatabaseConfig } from '../../../hub/db/data-source.ts'
import type { Clock } from '../../../hub/kernel/clock.ts'
import { restHub } from '../../builders/seeded-hub/rest-hub.ts'
import { scales } from '../../builders/seeded-hub/scale.ts'
import { seedHub } from '../../builders/seeded-hub/seed-hub.ts'
import { defaultPasswords, makeSecrets } from '../../builders/seeded-hub/seed-secrets.ts'
import { defaultNow } from '../../builders/seeded-hub/seed-world.ts'
import { jumpingClock } from '../../fakes/jumping-clock.ts'
import { sqlite } from '../engines.ts'
import { startFullHub } from '../full-hub.ts'
import { startWholeHub, type WholeHub } from '../whole-hub.ts'
import { openAppFolder } from './app-folder.ts'
import type { ConsoleOptions, OpenConsole } from './console-options.ts'
import { openConsole } from './open-console.ts'
import { openDisplay } from './open-display.ts'
import { addStaff, type Staff } from './staff.ts'

export interface World extends AsyncDisposable {
  readonly hub: WholeHub
  /** An account of that role; the same one each time. */
  staff(role: Role): Promise<Staff>
  /** The console, signed in as that role where one is given. */
  open(options?: ConsoleOptions & { readonly role?: Role }): Promise<OpenConsole>
}

const hourMs = 3_600_000

interface WorldOptions {
  /**
   * With a year of life, and no node is asked anything: 300 users up to this moment, or, where SLUICE_TEST_SCALE is
   * `full`, 100,000 up to this hour. `full`: the 100,000 users of the cached seeding, whose present is the hub's.
   */
  readonly seeded?: boolean | 'full'
  /** Variables the hub is started with. */
  readonly settings?: Readonly<Record<string, string>>
  readonly clock?: Clock
}

/** A hub and a screen, for consoles to be opened on. */
export async function openWorld({ seeded = false, ...hubOptions }: WorldOptions = {}): Promise<World> {
  await using stack = new AsyncDisposableStack()
  const isFull = seeded && process.env['SLUICE_TEST_SCALE'] === 'full'
  const hub = stack.use(
    seeded === 'full'
      ? await startFullHub(stack, defaultNow, { clock: clockAt(defaultNow), strictAnswers: false })
      : isFull
        ? await startFullHub(stack, Date.now() - (Date.now() % hourMs), hubOptions)
        : await startSmall(stack, { seeded, ...hubOptions }),
  )
  const folder = stack.use(await openAppFolder())
  const { display } = stack.use(await openDisplay())
  const known = new Map<Role, Promise<Staff>>()
  const staff = (role: Role) => {
    const made = known.get(role) ?? addStaff(hub.hub, hub.addresses.admin, role)
    known.set(role, made)
    return made
  }
  const ending = stack.move()
  return {
    hub,
    staff,
    async open({ role, ...options } = {}) {
      const session =
        role === undefined
          ? {}
          : { session: { address: hub.addresses.admin, token: (await staff(role)).token } }
      return openConsole({ folder, display }, { ...session, ...options })
    },
    [Symbol.asyncDispose]: () => ending.disposeAsync(),
  }
}

async function startSmall(
  stack: AsyncDisposableStack,
  { seeded, ...hubOptions }: Omit<WorldOptions, 'seeded'> & { readonly seeded: boolean },
): Promise<WholeHub> {
  const { config } = stack.use(await sqlite.createDatabase())
  const masterKey = randomBytes(32)
  if (seeded) await seed(config, masterKey, hubOptions.clock?.now() ?? Date.now())
  return startWholeHub(config, { ...hubOptions, ...(seeded ? { masterKey } : {}) })
}

function clockAt(now: number): Clock {
  const clock = jumpingClock()
  clock.jump(now - Date.now())
  return clock
}

async function seed(config: DatabaseConfig, masterKey: Buffer, now: number): Promise<void> {
  const source = createDataSource(config)
  await source.initialize()
  try {
    await source.runMigrations()
    const wish = { scale: scales.tiny, seed: 1, now }
    await seedHub(source, wish, await makeSecrets(masterKey, defaultPasswords))
    await restHub(source)
  } finally {
    await source.destroy()
  }
}
