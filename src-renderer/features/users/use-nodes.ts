import { listNodes } from '../../../hub/contract/admin/nodes.ts'
import { useHub } from '../../lib/use-hub.ts'

const mostNodes = 200

/** The nodes and their regions, to choose from. */
export function useNodes() {
  const { data } = useHub(listNodes, { query: { limit: mostNodes } })
  const nodes = (data?.items ?? []).filter(({ state }) => state !== 'removed')
  return { nodes, regions: [...new Set(nodes.map(({ region }) => region))].sort() }
}
