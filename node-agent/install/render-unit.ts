export interface UnitFacts {
  readonly node: string
  readonly agent: string
  readonly stateDirectory: string
  readonly runDirectory: string
  readonly user: string
  /** Further options of the agent, as they stand on the command line. */
  readonly options: readonly string[]
}

/**
 * The systemd unit of an agent. Only the agent itself is stopped with it: Shadowsocks goes on serving and the kernel
 * goes on counting and closing while the agent restarts.
 */
export function renderUnit(facts: UnitFacts): string {
  const quoted = (word: string) =>
    /^[\w@%+=:,./-]+$/.test(word) ? word : `"${word.replaceAll(/["\\]/g, '\\$&')}"`
  const command = [
    facts.node,
    // A young generation of 2 MB halves the resident memory at 10,000 ports.
    '--max-semi-space-size=2',
    facts.agent,
    '--state',
    facts.stateDirectory,
    '--run',
    facts.runDirectory,
    '--ss-user',
    facts.user,
    '--create-user',
    ...facts.options,
  ]
  return `[Unit]
Description=Sluice agent: counts and closes Shadowsocks ports
Wants=network-online.target
After=network-online.target nftables.service

[Service]
ExecStart=${command.map(quoted).join(' ')}
Restart=always
RestartSec=1
KillMode=process
TimeoutStopSec=20
LimitNOFILE=1048576
TasksMax=infinity
UMask=0077
ProtectHome=yes
ProtectKernelModules=yes
PrivateTmp=yes

[Install]
WantedBy=multi-user.target
`
}
