import * as z from 'zod'

/** Names a saved hub; made by this program. */
export const profileId = z.string().regex(/^[0-9a-f]{16}$/)

const host = z.string().trim().min(1).max(255)
const port = z.number().int().min(1).max(65_535)
/** SHA-256 in lower-case hex. */
export const fingerprint = z.string().regex(/^[0-9a-f]{64}$/)

/** How an SSH server is signed in to. Passwords and passphrases are asked for and kept in memory only. */
const sshSignIn = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('agent') }),
  z.strictObject({ kind: z.literal('key'), file: z.string().min(1).max(4_096) }),
  z.strictObject({ kind: z.literal('password') }),
])

/** How the hub is reached: straight, or through an SSH server from which it is. */
export const hubRoute = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('direct') }),
  z.strictObject({
    kind: z.literal('ssh'),
    host,
    port: port.default(22),
    user: z.string().trim().min(1).max(64),
    signIn: sshSignIn,
  }),
])
export type HubRoute = z.infer<typeof hubRoute>
export type SshRoute = Extract<HubRoute, { kind: 'ssh' }>

/**
 * Why a hub is believed to be the one: `authority` its certificate is signed by this very authority, `system` this
 * computer's own authorities vouch for its name, `loopback` it is reached without TLS on this computer.
 */
export const hubTrust = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('authority'), fingerprint, certificate: z.string().max(20_000) }),
  z.strictObject({ kind: z.literal('system') }),
  z.strictObject({ kind: z.literal('loopback') }),
])
export type HubTrust = z.infer<typeof hubTrust>

export const profile = z.strictObject({
  id: profileId,
  name: z.string().trim().min(1).max(64),
  /** Origin of the hub's admin listener as it is called where the route ends. */
  address: z.url().max(300),
  route: hubRoute,
  trust: hubTrust,
  /** SHA-256 of the SSH server's host key, once it was agreed on. */
  sshHostKey: fingerprint.nullable(),
  /** Who signed in last; offered again. */
  email: z.string().max(254),
})
export type Profile = z.infer<typeof profile>

/** What a look at an address found, before anything is believed or sent. */
export const hubGlimpse = z.strictObject({
  trust: hubTrust,
  sshHostKey: fingerprint.nullable(),
  /** Whom the certificate names, and until when it holds; null without TLS. */
  certificate: z.strictObject({ subject: z.string(), issuer: z.string(), validUntil: z.number() }).nullable(),
})
export type HubGlimpse = z.infer<typeof hubGlimpse>

/** Secrets for one SSH sign-in. */
export const sshSecret = z.string().max(4_096)
