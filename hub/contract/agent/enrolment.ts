import * as z from 'zod'

/**
 * What `sluice node enroll` writes and the agent is started with once.
 * The agent listens with a throw-away certificate made from `bundleKey`; the hub, which knows its fingerprint,
 * connects, proves itself with its own certificate, fetches the agent's CSR and answers with a signed certificate.
 */
export const enrolmentBundle = z.strictObject({
  version: z.literal(1),
  nodeId: z.number().int().min(1),
  nodeName: z.string().min(1).max(64),
  /** PEM certificates the agent trusts for clients; two during a rotation. */
  trustedCas: z.array(z.string()).min(1).max(2),
  /** Throw-away server key and certificate (CN = node id, issued by the CA, lives 24 h), good for enrolment only. */
  bundleKey: z.string(),
  bundleCertificate: z.string(),
  /** Shown to the hub with the CSR; works once within 24 h. */
  token: z.string().regex(/^[0-9a-f]{64}$/),
  expiresAt: z.number().int(),
  listen: z.strictObject({ host: z.string(), port: z.number().int().min(1).max(65_535) }),
})
export type EnrolmentBundle = z.infer<typeof enrolmentBundle>

/** GET /v1/enrolment on an agent that has no certificate yet: its own key never leaves it. */
export const enrolmentRequest = z.strictObject({
  nodeId: z.number().int().min(1),
  token: z.string(),
  csr: z.string().max(8_192),
})
export type EnrolmentRequest = z.infer<typeof enrolmentRequest>

/** PUT /v1/enrolment (first contact) and PUT /v1/certificate (renewal, over the full mutual TLS). */
export const certificateGrant = z.strictObject({
  certificate: z.string().max(16_384),
  trustedCas: z.array(z.string().max(16_384)).min(1).max(2),
})
export type CertificateGrant = z.infer<typeof certificateGrant>
