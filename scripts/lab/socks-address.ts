import { isIPv4, isIPv6 } from 'node:net'

/** An address as SOCKS 5 writes it (RFC 1928, section 5): type, address, port. */
export function encodeSocksAddress(host: string, port: number): Buffer {
  const tail = Buffer.alloc(2)
  tail.writeUInt16BE(port)
  if (isIPv4(host)) return Buffer.concat([Buffer.from([1, ...host.split('.').map(Number)]), tail])
  if (isIPv6(host)) return Buffer.concat([Buffer.from([4]), ipv6Bytes(host), tail])
  const name = Buffer.from(host)
  return Buffer.concat([Buffer.from([3, name.length]), name, tail])
}

/** Reads such an address; undefined where more bytes are needed. `length` is what it took. */
export function decodeSocksAddress(
  from: Buffer,
): { readonly host: string; readonly port: number; readonly length: number } | undefined {
  const type = from[0]
  const [start, size] = type === 3 ? [2, from[1] ?? 0] : [1, type === 4 ? 16 : 4]
  const end = start + size
  if (from.length < end + 2) return undefined
  const raw = from.subarray(start, end)
  const host = type === 3 ? raw.toString() : type === 4 ? ipv6Text(raw) : [...raw].join('.')
  return { host, port: from.readUInt16BE(end), length: end + 2 }
}

function ipv6Bytes(text: string): Buffer {
  const [left = '', right] = text.split('::')
  const groups = (part: string | undefined) =>
    part ? part.split(':').map(group => Number.parseInt(group, 16)) : []
  const [head, tail] = [groups(left), groups(right)]
  const all = [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail]
  return Buffer.from(all.flatMap(group => [group >> 8, group & 255]))
}

function ipv6Text(raw: Buffer): string {
  return Array.from({ length: 8 }, (_, i) => raw.readUInt16BE(i * 2).toString(16)).join(':')
}
