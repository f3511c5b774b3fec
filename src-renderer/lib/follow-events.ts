import type { HubEvent } from '../../hub/contract/admin/events.ts'
import { bridge } from './bridge.ts'
import { touchedBy } from './event-rule.ts'
import { queryClient } from './query-client.ts'
import { isAmong } from './use-hub.ts'

/** Collections come every few seconds: what follows from them is loaded again at most this often. */
const gatherMs = 1_000

/** A list that was scrolled further than this stays as it is until it is opened again. */
const mostPages = 3

function pagesOf(data: unknown): number {
  return typeof data === 'object' && data !== null && 'pages' in data && Array.isArray(data.pages)
    ? data.pages.length
    : 0
}

/** Loads what is shown anew when an event says that it changed. Answers how to stop. */
export function followEvents(): () => void {
  const touched = new Set<string>()
  let timer: number | undefined
  const flush = () => {
    timer = undefined
    const names = [...touched]
    touched.clear()
    void queryClient.invalidateQueries({
      predicate: ({ queryKey, state }) => isAmong(queryKey, names) && pagesOf(state.data) <= mostPages,
    })
  }
  const hear = (event: HubEvent) => {
    for (const name of touchedBy(event.kind)) touched.add(name)
    if (touched.size > 0) timer ??= window.setTimeout(flush, gatherMs)
  }
  const stopEvents = bridge.on('hub.event', hear)
  const stopMissed = bridge.on('hub.eventsMissed', () => void queryClient.invalidateQueries())
  return () => {
    window.clearTimeout(timer)
    stopEvents()
    stopMissed()
  }
}
