import { type KeyObject, randomBytes, sign } from 'node:crypto'

/** Wide enough for every clock a test may set; both ends fit the two-digit years of UTCTime. */
export const certificateStart = Date.UTC(2020, 0, 1)
export const certificateEnd = Date.UTC(2049, 11, 31)

/**
 * A self-signed X.509 certificate (RSA, SHA-256) written as DER by hand: node:crypto reads certificates and makes
 * none, and the emulator is to depend on no cryptography but Node's own.
 */
export function makeCertificate(options: {
  readonly commonName: string
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}): { readonly certificatePem: string; readonly serial: string } {
  const serial = randomBytes(20)
  // Positive, and of full length, as WeChat's own are: 40 hex digits.
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40
  const name = der(0x30, der(0x31, der(0x30, objectId('550403'), der(0x0c, Buffer.from(options.commonName)))))
  const algorithm = der(0x30, objectId('2a864886f70d01010b'), der(0x05))
  const toBeSigned = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    algorithm,
    name,
    der(0x30, utcTime(certificateStart), utcTime(certificateEnd)),
    name,
    options.publicKey.export({ type: 'spki', format: 'der' }),
  )
  const signature = sign('RSA-SHA256', toBeSigned, options.privateKey)
  const whole = der(0x30, toBeSigned, algorithm, der(0x03, Buffer.from([0]), signature))
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? []
  return {
    certificatePem: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
    serial: serial.toString('hex').toUpperCase(),
  }
}

function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents)
  const size = content.length
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff]
  return Buffer.concat([Buffer.from([tag, ...length]), content])
}

function objectId(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'))
}

function utcTime(at: number): Buffer {
  const text = new Date(at).toISOString().replace(/[-:T]/g, '').slice(2, 14)
  return der(0x17, Buffer.from(`${text}Z`))
}
