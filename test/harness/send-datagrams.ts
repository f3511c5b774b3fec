import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { decodeSocksAddress, encodeSocksAddress } from '../../scripts/lab/socks-address.ts'

/**
 * A Shadowsocks client for datagrams larger than the MTU (AEAD, aes-256-gcm). ss-local over IPv4, and sslocal over
 * either family, forbid fragmentation on their sockets, so nothing above the MTU ever leaves them; a customer's own
 * program may allow it, and then fragments reach the node. Runs on a host, prints `{ "whole": n }`: how many of the
 * datagrams were answered as the verb asks.
 *   --verb echo   the target sends the datagram back
 *   --verb ack    the target sends back how many bytes it got: ss-server over IPv4 cannot answer above the MTU
 */
const { values } = parseArgs({
  options: {
    server: { type: 'string', default: '' },
    port: { type: 'string', default: '8388' },
    password: { type: 'string', default: '' },
    target: { type: 'string', default: '' },
    targetPort: { type: 'string', default: '9000' },
    size: { type: 'string', default: '8000' },
    count: { type: 'string', default: '1' },
    verb: { type: 'string', default: 'echo' },
  },
})
const key = keyOf(values.password)
const size = Number(values.size)
const socket = createSocket(values.server.includes(':') ? 'udp6' : 'udp4')
let whole = 0
for (let i = 0; i < Number(values.count); i += 1) {
  const payload = Buffer.alloc(size, (i & 127) + 128)
  if (values.verb === 'ack') payload.write('ack ')
  socket.send(seal(values.target, Number(values.targetPort), payload), Number(values.port), values.server)
  try {
    const [packet] = await once(socket, 'message', { signal: AbortSignal.timeout(2_000) })
    const expected = values.verb === 'ack' ? Buffer.from(`ack ${size}`) : payload
    if (open(packet).equals(expected)) whole += 1
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'AbortError') throw error
  }
}
socket.close()
console.log(JSON.stringify({ whole }))

/** OpenSSL's EVP_BytesToKey with MD5, as Shadowsocks derives a key from a password. */
function keyOf(password: string): Buffer {
  const md5 = (data: Buffer) => createHash('md5').update(data).digest()
  const first = md5(Buffer.from(password))
  return Buffer.concat([first, md5(Buffer.concat([first, Buffer.from(password)]))])
}

function subkey(salt: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha1', key, salt, 'ss-subkey', 32))
}

/** SIP004: salt, then the sealed address and payload, then the tag; the nonce of a datagram is zero. */
function seal(host: string, port: number, payload: Buffer): Buffer {
  const salt = randomBytes(32)
  const cipher = createCipheriv('aes-256-gcm', subkey(salt), Buffer.alloc(12))
  const sealed = [cipher.update(encodeSocksAddress(host, port)), cipher.update(payload), cipher.final()]
  return Buffer.concat([salt, ...sealed, cipher.getAuthTag()])
}

function open(packet: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', subkey(packet.subarray(0, 32)), Buffer.alloc(12))
  decipher.setAuthTag(packet.subarray(-16))
  const plain = Buffer.concat([decipher.update(packet.subarray(32, -16)), decipher.final()])
  return plain.subarray(decodeSocksAddress(plain)?.length ?? 0)
}
