import * as z from 'zod'
import { endpoint } from '../endpoint.ts'
import { nothing, pageOf, pageQuery } from '../paging.ts'
import { instant } from '../primitives.ts'

const settings = z.strictObject({
  /** From the configuration; changed there. */
  hub: z.strictObject({
    hubId: z.string(),
    version: z.string(),
    engine: z.enum(['sqlite', 'mariadb']),
    timeZone: z.string(),
    collectEverySeconds: z.number(),
    publicUrl: z.string().nullable(),
    demo: z.boolean(),
  }),
  masterKeyFingerprint: z.string(),
  /** What customers and the public page call this service. */
  serviceName: z.string(),
})

const authority = z.strictObject({
  id: z.number().int(),
  certificate: z.string(),
  /** SHA-256 of the certificate, lower-case hex: what consoles and nodes are told to compare. */
  fingerprint: z.string(),
  createdAt: instant,
  expiresAt: instant,
})

const read = {
  method: 'GET',
  auth: 'operator',
  rights: 'settings.read',
  params: nothing,
  body: nothing,
} as const
const rotate = { method: 'POST', auth: 'operator', rights: 'pki.write', query: nothing } as const

export const readSettings = endpoint({
  ...read,
  name: 'settings.read',
  path: '/v1/settings',
  summary: 'Configuration and settings, without secrets',
  query: nothing,
  answer: settings,
  errors: [],
})

export const editSettings = endpoint({
  name: 'settings.edit',
  method: 'PATCH',
  path: '/v1/settings',
  summary: 'Changes settings',
  auth: 'operator',
  rights: 'settings.write',
  params: nothing,
  query: nothing,
  body: z.strictObject({
    serviceName: z
      .string()
      .trim()
      .min(1)
      .max(64)
      .regex(/^\P{Cc}*$/u),
  }),
  answer: settings,
  errors: [],
})

export const readAuthority = endpoint({
  ...read,
  name: 'authority.read',
  path: '/v1/authority',
  summary: 'The certificate authorities that are trusted, and the nodes that need another certificate',
  query: nothing,
  answer: z.strictObject({
    current: authority,
    next: authority.nullable(),
    renewals: z.array(
      z.strictObject({
        nodeId: z.number().int(),
        reason: z.enum(['missing', 'authority', 'trust', 'expiring']),
      }),
    ),
  }),
  errors: [],
})

export const startRotation = endpoint({
  ...rotate,
  name: 'authority.startRotation',
  path: '/v1/authority/rotation',
  summary: 'Makes the next authority; from then on both are trusted and nodes move to it',
  params: nothing,
  body: nothing,
  answer: z.strictObject({ fingerprint: z.string() }),
  errors: ['already_running'],
})

export const finishRotation = endpoint({
  ...rotate,
  name: 'authority.finishRotation',
  path: '/v1/authority/rotation/finish',
  summary: 'Makes the next authority the only one',
  params: nothing,
  body: z.strictObject({
    /** Cuts nodes off that have not moved: they must be enrolled again. */
    force: z.boolean().default(false),
  }),
  answer: z.strictObject({ cutOff: z.array(z.number().int()) }),
  errors: ['not_found', 'rotation_unfinished'],
})

export const listCertificates = endpoint({
  ...read,
  name: 'certificates.list',
  path: '/v1/certificates',
  summary: 'Certificates that the hub signed, newest first',
  query: pageQuery.extend({ nodeId: z.coerce.number().int().min(1).optional() }),
  answer: pageOf(
    z.strictObject({
      serial: z.string(),
      role: z.enum(['hub', 'node', 'enrolment', 'listener']),
      nodeId: z.number().int().nullable(),
      fingerprint: z.string(),
      issuedAt: instant,
      expiresAt: instant,
      revokedAt: instant.nullable(),
    }),
  ),
  errors: [],
})

export const revokeCertificate = endpoint({
  ...rotate,
  name: 'certificates.revoke',
  path: '/v1/certificates/:serial/revoke',
  summary: 'Puts a certificate on the deny list',
  params: z.strictObject({ serial: z.string().regex(/^[0-9a-f]{2,64}$/) }),
  body: nothing,
  answer: nothing,
  errors: ['not_found'],
})

export const settingEndpoints = [
  readSettings,
  editSettings,
  readAuthority,
  startRotation,
  finishRotation,
  listCertificates,
  revokeCertificate,
]
