import * as z from 'zod'
import { cipher, passwordFitsCipher } from '../ciphers.ts'
import { bytes, hexId, instant, portNumber } from '../primitives.ts'

/** One user's port as the node must serve it. */
export const desiredPort = z
  .strictObject({
    port: portNumber,
    cipher,
    password: z.string().min(8).max(128),
    /** Cumulative reading (upload + download) at which the kernel closes the port; null: no limit. */
    closeAt: bytes.nullable(),
    /** The agent closes the port by its own clock at this instant; null: never. */
    closeAfter: instant.nullable(),
    /** False: Shadowsocks does not serve the port (closed for long); its counter and quota stay. */
    serve: z.boolean(),
  })
  .refine(port => passwordFitsCipher(port.password, port.cipher), {
    message: 'the password does not fit the cipher',
    path: ['password'],
  })
export type DesiredPort = z.infer<typeof desiredPort>

/** The whole desired state of a node. Compared by (epoch, revision), in that order; a lower pair is refused. */
export const desiredConfig = z
  .strictObject({
    epoch: z.number().int().min(1),
    revision: z.number().int().min(1),
    /** The instance whose readings the closeAt values refer to; another instance refuses them. */
    instance: hexId,
    ports: z.array(desiredPort).max(65_535),
    /** Destination ports that customers may not reach from the node, besides 25. */
    blockedPorts: z.array(portNumber).max(64),
  })
  .refine(config => new Set(config.ports.map(entry => entry.port)).size === config.ports.length, {
    message: 'a port is listed twice',
    path: ['ports'],
  })
export type DesiredConfig = z.infer<typeof desiredConfig>

/** What is applied, without secrets: the answer of GET /v1/config. */
export const appliedConfig = z.strictObject({
  instance: hexId,
  epoch: z.number().int().min(0),
  revision: z.number().int().min(0),
  /** When the pair became durable together with its rules in the kernel. */
  appliedAt: instant,
  ports: z.array(
    z.strictObject({
      port: portNumber,
      cipher,
      closeAt: bytes.nullable(),
      closeAfter: instant.nullable(),
      serve: z.boolean(),
      /** Whether Shadowsocks really listens on the port right now. */
      listening: z.boolean(),
      /** SHA-256 of `cipher:password` in hex, to compare without revealing. */
      secretHash: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
  /** Told where the request has `details=1`, by agents that know of it. */
  blockedPorts: z.array(portNumber).max(64).optional(),
})
export type AppliedConfig = z.infer<typeof appliedConfig>

/** Short answer of PUT /v1/config: what was touched. */
export const applyResult = z.strictObject({
  instance: hexId,
  epoch: z.number().int().min(0),
  revision: z.number().int().min(0),
  /** Ports added, changed or removed by this call; 0 when the revision was applied before. */
  touched: z.number().int().min(0),
})
export type ApplyResult = z.infer<typeof applyResult>
