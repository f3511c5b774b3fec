import { userInfo } from 'node:os'
import type { Actor } from '../kernel/actor.ts'

/** Who calls, as the machine knows him; in a container he may have a number alone. */
export function commandActor(): Actor {
  try {
    return { kind: 'command-line', name: userInfo().username }
  } catch {
    return { kind: 'command-line', name: `user ${process.getuid?.() ?? 'unknown'}` }
  }
}
