import type { AgentHealth } from '../../hub/contract/agent/health.ts'
import type { DurableState } from '../state/durable-state.ts'

/** The agent's figures in Prometheus' text format. Sums only: who used what is the hub's to tell. */
export function renderMetrics(health: AgentHealth, state: Pick<DurableState, 'readings' | 'seq'>): string {
  let up = 0
  let down = 0
  for (const reading of state.readings.values()) {
    up += reading.up
    down += reading.down
  }
  const lines: string[] = []
  const metric = (name: string, type: 'gauge' | 'counter', help: string, value: number) => {
    lines.push(
      `# HELP sluice_agent_${name} ${help}`,
      `# TYPE sluice_agent_${name} ${type}`,
      `sluice_agent_${name} ${value}`,
    )
  }
  metric('upload_bytes_total', 'counter', 'Bytes from clients, all ports', up)
  metric('download_bytes_total', 'counter', 'Bytes to clients, all ports', down)
  metric('ports_desired', 'gauge', 'Ports of the configuration', health.ports.desired)
  metric('ports_listening', 'gauge', 'Ports that Shadowsocks serves', health.ports.listening)
  metric('ports_closed', 'gauge', 'Ports that the kernel keeps closed', health.ports.closed)
  metric('state_seq', 'counter', 'Durable writes of this instance', state.seq)
  metric('config_revision', 'gauge', 'Revision applied', health.revision)
  metric('problems', 'gauge', 'Parts that do not work as they should', health.problems.length)
  metric('table_rebuilt_total', 'counter', 'Times the table was rebuilt', health.repairs.tableRebuilt)
  metric('ports_restarted_total', 'counter', 'Ports started again', health.repairs.portsRestarted)
  metric(
    'backend_restarted_total',
    'counter',
    'Times Shadowsocks was started',
    health.repairs.backendRestarted,
  )
  metric('orphans_ended_total', 'counter', 'Stray processes ended', health.repairs.orphansEnded)
  metric('memory_bytes', 'gauge', 'Resident memory', health.memoryBytes)
  metric('cpu_seconds_total', 'counter', 'Processor time', health.cpuSeconds)
  metric(
    'certificate_expires_seconds',
    'gauge',
    'End of the certificate',
    Math.floor(health.certificateExpiresAt / 1000),
  )
  return `${lines.join('\n')}\n`
}
