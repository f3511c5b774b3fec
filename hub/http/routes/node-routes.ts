import type { nodeSampleEndpoints } from '../../contract/admin/node-samples.ts'
import type { nodeEndpoints } from '../../contract/admin/nodes.ts'
import type { NodeRow } from '../../db/entities/nodes.ts'
import { type Outcome, succeed } from '../../kernel/outcome.ts'
import { type CompareNodeDeps, compareNode } from '../../nodes/compare-node.ts'
import { type CompleteEnrolmentDeps, completeEnrolment } from '../../nodes/complete-enrolment.ts'
import { type CreateNodeDeps, createNode } from '../../nodes/create-node.ts'
import { drainNode, undrainNode } from '../../nodes/drain-node.ts'
import { editNode } from '../../nodes/edit-node.ts'
import { type EnrolNodeDeps, enrolNode } from '../../nodes/enrol-node.ts'
import { listNodes } from '../../nodes/list-nodes.ts'
import { readSamples } from '../../nodes/node-samples.ts'
import { mapNode } from '../../nodes/node-view.ts'
import { readNode } from '../../nodes/read-node.ts'
import { type RemoveNodeDeps, removeNode } from '../../nodes/remove-node.ts'
import { type RenewDeps, renewCertificate, walkFleet } from '../../nodes/renew-certificate.ts'
import { setAddresses } from '../../nodes/set-addresses.ts'
import { setRate } from '../../nodes/set-rate.ts'
import type { HandlerTable } from '../handlers.ts'

export type NodeHandlerDeps = CreateNodeDeps &
  RemoveNodeDeps &
  CompareNodeDeps &
  EnrolNodeDeps &
  CompleteEnrolmentDeps &
  RenewDeps

/** Answers what operators ask about nodes. */
export function nodeHandlers(
  deps: NodeHandlerDeps,
): HandlerTable<typeof nodeEndpoints> & HandlerTable<typeof nodeSampleEndpoints> {
  const view = (outcome: Outcome<NodeRow>) => (outcome.ok ? succeed(mapNode(outcome.value)) : outcome)
  return {
    'node.list': async ({ query }) => succeed(await listNodes(deps, query)),
    'node.samples': ({ params, query }) => readSamples(deps, { ...params, ...query }),
    'node.read': ({ params }) => readNode(deps, params),
    'node.create': async ({ body }, { actor }) => view(await createNode(deps, body, actor)),
    'node.edit': async ({ params, body }, { actor }) =>
      view(await editNode(deps, { ...params, ...body }, actor)),
    'node.setAddresses': async ({ params, body }, { actor }) => {
      const set = await setAddresses(deps, { ...params, ...body }, actor)
      return set.ok ? succeed({ addresses: [...set.value] }) : set
    },
    'node.setRate': async ({ params, body }, { actor }) => {
      const set = await setRate(deps, { ...params, ...body }, actor)
      return set.ok ? succeed({ rates: set.value }) : set
    },
    'node.drain': ({ params }, { actor }) => drainNode(deps, params, actor),
    'node.undrain': async ({ params }, { actor }) => view(await undrainNode(deps, params, actor)),
    'node.remove': async ({ params, body }, { actor }) => {
      const removed = await removeNode(deps, { ...params, ...body }, actor)
      if (!removed.ok) return removed
      const { node, moved, stuck } = removed.value
      return succeed({ node: mapNode(node), moved: [...moved], stuck: [...stuck] })
    },
    'node.difference': ({ params, query }) => compareNode(deps, { ...params, ...query }),
    'node.enroll': async ({ params }, { actor }) => {
      const bundle = await enrolNode(deps, params, actor)
      return bundle.ok ? succeed({ bundle: bundle.value }) : bundle
    },
    'node.completeEnrolment': async ({ params }, { actor }) =>
      view(await completeEnrolment(deps, params, actor)),
    'node.renewCertificate': ({ params }, { actor }) => renewCertificate(deps, params, actor),
    'node.walkFleet': async (_input, { actor }) => {
      const { renewed, failed } = await walkFleet(deps, actor)
      return succeed({ renewed: [...renewed], failed: [...failed] })
    },
  }
}
