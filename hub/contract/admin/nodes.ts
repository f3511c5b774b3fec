import * as z from 'zod'
import { enrolmentBundle } from '../agent/enrolment.ts'
import { cipher } from '../ciphers.ts'
import { endpoint } from '../endpoint.ts'
import { nothing, pageOf, pageQuery } from '../paging.ts'
import { nodeId, rateThousandths, userId } from '../primitives.ts'
import {
  configDifference,
  drainReport,
  nodeAddress,
  nodeDetail,
  nodeHost,
  nodeListItem,
  nodeRate,
  nodeState,
  nodeView,
} from './node-views.ts'

const instant = z.number().int()
const version = z.number().int().min(1)
const nodeName = z
  .string()
  .trim()
  .min(1)
  .max(48)
  .regex(/^\P{Cc}*$/u, 'no control characters')
const port = z.number().int()
const region = z.string().trim().min(1).max(32)
const country = z
  .string()
  .trim()
  .regex(/^[A-Za-z]{2}$/, 'an ISO 3166-1 code of two letters')
  .toUpperCase()

const settings = {
  name: nodeName,
  country,
  region,
  capacity: z.number().int().min(0).max(65_535),
  managementHost: nodeHost,
  managementPort: port,
  ciphers: z.array(cipher).min(1),
  portFrom: port,
  portUntil: port,
  blockedPorts: z.array(z.number().int().min(1).max(65_535)).max(64),
  note: z.string().max(10_000),
}

const nodeParams = z.strictObject({ nodeId: z.coerce.number().pipe(nodeId) })
const common = { auth: 'operator', query: nothing } as const

export const listNodes = endpoint({
  name: 'node.list',
  method: 'GET',
  path: '/v1/nodes',
  summary: 'Nodes with their load, their health and how far their configuration is',
  auth: 'operator',
  rights: 'nodes.read',
  params: nothing,
  query: z.strictObject({
    ...pageQuery.shape,
    search: z.string().trim().max(100).optional(),
    state: nodeState.optional(),
    region: z.string().max(32).optional(),
  }),
  body: nothing,
  answer: pageOf(nodeListItem),
  errors: [],
})

export const readNode = endpoint({
  ...common,
  name: 'node.read',
  method: 'GET',
  path: '/v1/nodes/:nodeId',
  summary: 'A node with its addresses, rates and what its agent says of itself',
  rights: 'nodes.read',
  params: nodeParams,
  body: nothing,
  answer: nodeDetail,
  errors: ['node_not_found'],
})

export const createNode = endpoint({
  ...common,
  name: 'node.create',
  method: 'POST',
  path: '/v1/nodes',
  summary: 'Describe a node; it takes users once it is enrolled',
  rights: 'nodes.write',
  params: nothing,
  body: z.strictObject({
    ...settings,
    managementPort: port.default(8_471),
    ciphers: settings.ciphers.default(['aes-256-gcm', 'chacha20-ietf-poly1305']),
    portFrom: port.default(10_000),
    portUntil: port.default(29_999),
    blockedPorts: settings.blockedPorts.default([]),
    note: settings.note.default(''),
    rate: rateThousandths.default(1_000),
    addresses: z.array(nodeAddress).max(32).default([]),
  }),
  answer: nodeView,
  errors: ['name_taken', 'address_refused', 'address_taken', 'port_out_of_range'],
})

export const editNode = endpoint({
  ...common,
  name: 'node.edit',
  method: 'PATCH',
  path: '/v1/nodes/:nodeId',
  summary: 'Change what is given; `version` is the one that was read',
  rights: 'nodes.write',
  params: nodeParams,
  body: z.strictObject({ version, ...z.strictObject(settings).partial().shape }),
  answer: nodeView,
  errors: [
    'node_not_found',
    'node_removed',
    'changed_meanwhile',
    'name_taken',
    'address_refused',
    'address_taken',
    'port_out_of_range',
    'node_not_empty',
  ],
})

export const setAddresses = endpoint({
  ...common,
  name: 'node.setAddresses',
  method: 'PUT',
  path: '/v1/nodes/:nodeId/addresses',
  summary: 'Say where customers reach it; shows in their links at once',
  rights: 'nodes.write',
  params: nodeParams,
  body: z.strictObject({
    addresses: z.array(nodeAddress).max(32),
    /** Those that were read; where it has others by now, nothing is changed. */
    before: z.array(nodeAddress).max(32),
  }),
  answer: z.strictObject({ addresses: z.array(nodeAddress) }),
  errors: ['node_not_found', 'node_removed', 'changed_meanwhile', 'address_refused', 'port_out_of_range'],
})

export const setRate = endpoint({
  ...common,
  name: 'node.setRate',
  method: 'PUT',
  path: '/v1/nodes/:nodeId/rate',
  summary: 'Set the rate from a quarter hour to come on; what was counted keeps its own',
  rights: 'nodes.write',
  params: nodeParams,
  body: z.strictObject({
    rate: rateThousandths,
    /** Rounded up to a quarter hour; left out: the next one. */
    from: instant.optional(),
  }),
  answer: z.strictObject({ rates: z.array(nodeRate) }),
  errors: ['node_not_found', 'node_removed', 'bad_request'],
})

export const drainNode = endpoint({
  ...common,
  name: 'node.drain',
  method: 'POST',
  path: '/v1/nodes/:nodeId/drain',
  summary: 'Take no more users and move the present ones elsewhere, a step at a time',
  rights: 'nodes.write',
  params: nodeParams,
  body: nothing,
  answer: drainReport,
  errors: ['node_not_found', 'node_removed'],
})

export const undrainNode = endpoint({
  ...common,
  name: 'node.undrain',
  method: 'POST',
  path: '/v1/nodes/:nodeId/undrain',
  summary: 'Take users again',
  rights: 'nodes.write',
  params: nodeParams,
  body: nothing,
  answer: nodeView,
  errors: ['node_not_found', 'node_removed'],
})

export const removeNode = endpoint({
  ...common,
  name: 'node.remove',
  method: 'DELETE',
  path: '/v1/nodes/:nodeId',
  summary: 'Remove a drained node; `dead` gives up one that will never answer again, and records the gap',
  rights: 'nodes.write',
  params: nodeParams,
  body: z.strictObject({ dead: z.boolean().default(false) }),
  answer: z.strictObject({
    node: nodeView,
    /** Users who were moved elsewhere, and those for whom there was no room. */
    moved: z.array(userId),
    stuck: z.array(userId),
  }),
  errors: ['node_not_found', 'node_removed', 'node_not_empty'],
})

export const readDifference = endpoint({
  ...common,
  name: 'node.difference',
  method: 'GET',
  path: '/v1/nodes/:nodeId/difference',
  summary: 'What the node serves against what it should serve, asked of its agent now',
  rights: 'nodes.read',
  params: nodeParams,
  query: pageQuery,
  body: nothing,
  answer: configDifference,
  errors: ['node_not_found', 'node_removed', 'node_unreachable', 'not_ready'],
})

export const enrolNode = endpoint({
  ...common,
  name: 'node.enroll',
  method: 'POST',
  path: '/v1/nodes/:nodeId/enrolment',
  summary: 'Make the bundle with which its agent is started once; works for 24 hours',
  rights: 'nodes.enroll',
  params: nodeParams,
  body: nothing,
  answer: z.strictObject({ bundle: enrolmentBundle }),
  errors: ['node_not_found', 'node_removed'],
})

export const completeEnrolment = endpoint({
  ...common,
  name: 'node.completeEnrolment',
  method: 'POST',
  path: '/v1/nodes/:nodeId/enrolment/complete',
  summary: 'Meet the agent that was started with the bundle, and sign its certificate',
  rights: 'nodes.enroll',
  params: nodeParams,
  body: nothing,
  answer: nodeView,
  errors: ['node_not_found', 'node_removed', 'node_unreachable', 'not_ready', 'forbidden', 'bad_request'],
})

export const renewCertificate = endpoint({
  ...common,
  name: 'node.renewCertificate',
  method: 'POST',
  path: '/v1/nodes/:nodeId/certificate',
  summary: 'Sign a new certificate for its agent',
  rights: 'nodes.enroll',
  params: nodeParams,
  body: nothing,
  answer: z.strictObject({ expiresAt: instant }),
  errors: ['node_not_found', 'node_removed', 'node_unreachable', 'not_ready', 'bad_request'],
})

export const walkFleet = endpoint({
  ...common,
  name: 'node.walkFleet',
  method: 'POST',
  path: '/v1/nodes/certificates',
  summary:
    'Give every enrolled node the certificates now trusted, and a certificate of the present authority',
  rights: 'pki.write',
  params: nothing,
  body: nothing,
  answer: z.strictObject({
    renewed: z.array(nodeId),
    failed: z.array(z.strictObject({ nodeId, message: z.string() })),
  }),
  errors: [],
})

export const nodeEndpoints = [
  listNodes,
  readNode,
  createNode,
  editNode,
  setAddresses,
  setRate,
  drainNode,
  undrainNode,
  removeNode,
  readDifference,
  enrolNode,
  completeEnrolment,
  renewCertificate,
  walkFleet,
] as const
