import type { AgentHealth } from '../../hub/contract/agent/health.ts'
import type { Instant } from '../../hub/contract/primitives.ts'

/** What an agent that is well says of itself at an instant. */
export function anAgentHealth(now: Instant, change: Partial<AgentHealth> = {}): AgentHealth {
  return {
    version: '0.1.0',
    nodeVersion: '24.0.0',
    instance: 'a'.repeat(32),
    start: 'b'.repeat(32),
    epoch: 1,
    revision: 1,
    now,
    startedAt: now,
    ephemeralPorts: [32_768, 60_999],
    problems: [],
    ports: { desired: 4, listening: 3, closed: 1 },
    repairs: { tableRebuilt: 0, portsRestarted: 0, backendRestarted: 0, orphansEnded: 0 },
    memoryBytes: 50_000_000,
    cpuSeconds: 1,
    loadAverage: 0.25,
    certificateExpiresAt: (now + 300 * 86_400_000) as Instant,
    ...change,
  }
}
