import { defaultMarkBytes, type Settings } from './parse-settings.ts'

export interface UnitFacts extends Omit<Settings, 'mode' | 'createUser'> {
  readonly node: string
  readonly agent: string
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
    ...furtherOptions(facts),
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

/** What the agent was told beside where it keeps things: the service would otherwise run with other settings. */
function furtherOptions(facts: UnitFacts): string[] {
  const { bundle, listen, jsonFile } = facts
  const host = listen?.host.includes(':') ? `[${listen.host}]` : listen?.host
  return [
    ...(bundle === null ? [] : ['--enroll', bundle]),
    ...(listen === null ? [] : ['--listen', `${host}:${listen.port}`]),
    ...(facts.managerCommand === 'ss-manager' ? [] : ['--ss-manager', facts.managerCommand]),
    ...facts.allowedTargets.flatMap(target => ['--allow-target', target]),
    ...(jsonFile === null ? [] : ['--json-file', jsonFile.path, '--json-cipher', jsonFile.cipher]),
    ...(jsonFile === null || jsonFile.reload.length === 0 ? [] : ['--reload', jsonFile.reload.join(' ')]),
    ...(facts.maxMarkBytes === defaultMarkBytes ? [] : ['--mark-bytes', String(facts.maxMarkBytes)]),
    ...(facts.stopShadowsocks ? ['--stop-shadowsocks'] : []),
  ]
}
