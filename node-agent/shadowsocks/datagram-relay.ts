import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { messageOf } from '../outcome.ts'

/**
 * Node.js has no UNIX datagram sockets, and the manager protocol over UNIX sockets is datagrams. A few lines of
 * whichever interpreter the node has pass lines of base64 on: one line in, one datagram out, and back.
 */
const perl = `
use strict; use Socket; use MIME::Base64; $| = 1;
my ($own, $manager) = @ARGV; unlink $own;
socket(my $s, PF_UNIX, SOCK_DGRAM, 0) or die "socket: $!";
bind($s, pack_sockaddr_un($own)) or die "bind: $!"; chmod 0777, $own;
while (1) {
  my $bits = ''; vec($bits, 0, 1) = 1; vec($bits, fileno($s), 1) = 1;
  select(my $ready = $bits, undef, undef, undef);
  if (vec($ready, fileno($s), 1)) { recv($s, my $d, 1048576, 0); print encode_base64($d, ''), "\\n"; }
  if (vec($ready, 0, 1)) {
    my $line = ''; my $c;
    while (sysread(STDIN, $c, 1)) { last if $c eq "\\n"; $line .= $c; }
    if ($line eq '') { unlink $own; exit 0; }
    send($s, decode_base64($line), 0, pack_sockaddr_un($manager)) or print "!$!\\n";
  }
}`
const python = `
import base64, os, select, socket, sys
own, manager = sys.argv[1:3]
try: os.unlink(own)
except OSError: pass
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); s.bind(own); os.chmod(own, 0o777)
while True:
  ready = select.select([0, s], [], [])[0]
  if s in ready: print(base64.b64encode(s.recv(1048576)).decode(), flush=True)
  if 0 in ready:
    line = b''
    while True:
      c = os.read(0, 1)
      if not c or c == b'\\n': break
      line += c
    if not line: os.unlink(own); sys.exit(0)
    try: s.sendto(base64.b64decode(line), manager)
    except OSError as e: print('!' + str(e), flush=True)
`
const interpreters = [
  { command: 'perl', args: ['-e', perl] },
  { command: 'python3', args: ['-c', python] },
] as const

export interface DatagramRelay {
  /** Sends one datagram and resolves with the next one that comes back. Rejects after `timeoutMs`. */
  ask(message: string, timeoutMs: number): Promise<string>
  close(): void
}

/** Starts the relay between a socket of our own and the manager's. Rejects when there is no interpreter for it. */
export async function openRelay(ownPath: string, managerPath: string): Promise<DatagramRelay> {
  let child: ChildProcessWithoutNullStreams | null = null
  for (const { command, args } of interpreters) {
    child = await start(command, [...args, ownPath, managerPath])
    if (child) break
  }
  if (!child)
    throw new Error('neither perl nor python3 is installed: one of them must carry datagrams to the manager')
  const running = child
  let waiting: ((line: string) => void) | null = null
  let last: Promise<unknown> = Promise.resolve()
  createInterface({ input: running.stdout }).on('line', line => waiting?.(line))
  running.stdin.on('error', () => undefined)

  const exchange = (message: string, timeoutMs: number) =>
    new Promise<string>((resolve, reject) => {
      const finish = (act: () => void) => {
        clearTimeout(timer)
        waiting = null
        act()
      }
      const timer = setTimeout(
        () => finish(() => reject(new Error('the manager does not answer'))),
        timeoutMs,
      )
      waiting = line => {
        if (line.startsWith('!'))
          finish(() => reject(new Error(`the manager cannot be reached: ${line.slice(1)}`)))
        else finish(() => resolve(Buffer.from(line, 'base64').toString('utf8')))
      }
      if (running.exitCode !== null) return finish(() => reject(new Error('the datagram relay has ended')))
      running.stdin.write(`${Buffer.from(message).toString('base64')}\n`)
    })

  return {
    ask(message, timeoutMs) {
      const next = last.then(() => exchange(message, timeoutMs))
      last = next.catch(() => undefined)
      return next
    },
    close: () => running.stdin.end(),
  }
}

function start(command: string, args: readonly string[]): Promise<ChildProcessWithoutNullStreams | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] })
    child.stderr.resume()
    child.once('spawn', () => resolve(child))
    child.once('error', error => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') resolve(null)
      else reject(new Error(`${command}: ${messageOf(error)}`))
    })
  })
}
