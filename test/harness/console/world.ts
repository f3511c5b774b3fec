import type { Role } from '../../../hub/contract/rights.ts'
import { sqlite } from '../engines.ts'
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

/** An empty hub and a screen, for consoles to be opened on. */
export async function openWorld(): Promise<World> {
  await using stack = new AsyncDisposableStack()
  const database = stack.use(await sqlite.createDatabase())
  const hub = stack.use(await startWholeHub(database.config))
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
