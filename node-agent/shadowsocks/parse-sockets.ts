export interface Socket {
  readonly port: number
  readonly inode: number
}

/** State of a listening TCP socket, and of a UDP socket that is bound and not connected, in /proc/net. */
const waiting = { tcp: '0A', udp: '07' } as const

/** Sockets that wait for clients, from the text of /proc/net/{tcp,tcp6} or {udp,udp6}. */
export function parseSockets(text: string, protocol: 'tcp' | 'udp'): readonly Socket[] {
  const sockets: Socket[] = []
  for (const line of text.split('\n').slice(1)) {
    const fields = line.trim().split(/\s+/)
    const [, local, , state] = fields
    if (!local || state !== waiting[protocol]) continue
    const port = Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16)
    const inode = Number(fields[9])
    if (Number.isInteger(port) && port > 0) sockets.push({ port, inode })
  }
  return sockets
}
