import { accessSync, constants, readFileSync } from 'node:fs'
import type { NodeFacts, RunCommand } from '../ports.ts'
import { parseUser } from './find-user.ts'
import type { Settings } from './parse-settings.ts'

export interface CheckLine {
  readonly ok: boolean
  readonly text: string
}

/** Says what a node has and lacks to run an agent. Changes nothing. */
export async function checkNode(
  settings: Settings,
  facts: NodeFacts,
  run: RunCommand,
): Promise<readonly CheckLine[]> {
  const lines: CheckLine[] = []
  const note = (ok: boolean, good: string, bad: string) => lines.push({ ok, text: ok ? good : bad })
  const works = (command: string, args: readonly string[]) =>
    run(command, args, { timeoutMs: 10_000 }).then(
      result => result,
      () => null,
    )
  const major = Number(process.versions.node.split('.')[0])
  note(
    major >= 18,
    `Node.js ${process.versions.node}`,
    `Node.js ${process.versions.node} is too old: 18 or later`,
  )
  note(process.getuid?.() === 0, 'runs as root', 'runs without root: no counting and no closing')
  const nft = await works('nft', ['--version'])
  note(nft?.code === 0, nft?.stdout.trim() ?? '', 'nft is missing (Debian: nftables)')
  if (nft?.code === 0) {
    const table = [
      'add table inet sluice_check',
      'add set inet sluice_check s { type inet_service; counter; }',
      'add quota inet sluice_check q { over 1 bytes; }',
      '',
    ].join('\n')
    const tried = await run('nft', ['-c', '-f', '-'], { stdin: table })
    note(
      tried.code === 0,
      'the kernel takes sets with counters, and quotas',
      `nft refuses: ${tried.stderr.slice(0, 200)}`,
    )
  }
  if (settings.jsonFile === null) {
    const manager = await works(settings.managerCommand, ['-h'])
    note(manager !== null, `${settings.managerCommand} is there`, `${settings.managerCommand} is missing`)
    const carrier =
      (await works('perl', ['-MSocket', '-MMIME::Base64', '-e', '1'])) ??
      (await works('python3', ['-c', '0']))
    note(
      carrier?.code === 0,
      'datagrams can be carried',
      'neither perl nor python3 is there to carry datagrams',
    )
  }
  const user = parseUser(readFileSync('/etc/passwd', 'utf8'), settings.user)
  note(
    user !== null || settings.createUser,
    `user ${settings.user}`,
    `there is no user ${settings.user} (--create-user)`,
  )
  const [low, high] = facts.ephemeralPorts()
  note(true, `users' ports must lie outside ${low}-${high}`, '')
  let writable = true
  try {
    accessSync(settings.stateDirectory, constants.W_OK)
  } catch (error) {
    writable = (error as NodeJS.ErrnoException).code === 'ENOENT'
  }
  note(writable, `state in ${settings.stateDirectory}`, `${settings.stateDirectory} cannot be written`)
  return lines
}
