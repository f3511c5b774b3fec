import { QueryClient } from '@tanstack/react-query'
import { CallFailed } from './bridge.ts'

const tries = 2

/** Worth trying again by itself: the way to the hub failed, not the hub's answer. */
function isPassing(error: unknown): boolean {
  return (
    error instanceof CallFailed && ['hub_slow', 'hub_unreachable', 'not_ready'].includes(error.failure.code)
  )
}

/** Answers of the hub. Events say when one is out of date; until then it is shown at once and not asked for again. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      gcTime: 5 * 60_000,
      retry: (failures, error) => failures < tries && isPassing(error),
      retryDelay: attempt => 500 * 2 ** attempt,
      refetchOnWindowFocus: false,
      // The main process knows whether the hub is there; the browser only knows of networks.
      networkMode: 'always',
    },
    mutations: { networkMode: 'always', retry: false },
  },
})
