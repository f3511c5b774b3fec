import { useEffect } from 'react'
import type { NodeListItem } from '../../../hub/contract/admin/node-views.ts'
import { listNodes } from '../../../hub/contract/admin/nodes.ts'
import { type HubPages, useHubPages } from '../../lib/use-hub.ts'

const everyMs = 10_000
const limit = 200

/** Every node, page by page until all are there: a fleet is a few hundred at most. Removed ones only where asked for. */
export function useFleet(removed = false): HubPages<NodeListItem> {
  const pages = useHubPages(
    listNodes,
    { query: { limit, ...(removed ? { state: 'removed' as const } : {}) } },
    { everyMs },
  )
  const { hasMore, loadMore } = pages
  useEffect(() => {
    if (hasMore) loadMore()
  })
  return pages
}
