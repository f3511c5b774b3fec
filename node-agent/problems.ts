import type { AgentHealth } from '../hub/contract/agent/health.ts'
import type { Clock, Log } from './ports.ts'

type Problem = AgentHealth['problems'][number]

/** What is wrong right now, one entry a part, with the instant since when. */
export function keepProblems(clock: Clock, log: Log) {
  const problems = new Map<Problem['part'], Problem>()
  return {
    /** States a part's problem, or with null that there is none any more. */
    set(part: Problem['part'], message: string | null): void {
      const before = problems.get(part)
      if (message === null) {
        if (problems.delete(part)) log('info', `${part} works again`)
      } else if (before?.message !== message.slice(0, 500)) {
        problems.set(part, { part, message: message.slice(0, 500), since: before?.since ?? clock.now() })
        log('error', `${part}: ${message}`)
      }
    },
    list: (): Problem[] => [...problems.values()],
  }
}
