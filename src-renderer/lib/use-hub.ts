import {
  keepPreviousData,
  type QueryKey,
  type UseInfiniteQueryResult,
  type UseMutationResult,
  type UseQueryResult,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useRef } from 'react'
import type { AnyEndpoint, EndpointAnswer, EndpointRequest } from '../../hub/contract/endpoint.ts'
import { ask, CallFailed } from './bridge.ts'
import { keyFor, noteAnswer } from './lost-answers.ts'

/** What a caller sends; parts that the endpoint takes none of may be left out. */
export type HubRequest<E extends AnyEndpoint> = Partial<EndpointRequest<E>>

let calls = 0

/** Calls an endpoint of the hub through the main process. Throws `CallFailed`. What has one `key` is done once. */
export async function callHub<E extends AnyEndpoint>(
  endpoint: E,
  request: HubRequest<E> = {},
  { signal, key }: { readonly signal?: AbortSignal; readonly key?: string } = {},
): Promise<EndpointAnswer<E>> {
  calls += 1
  const callId = `c${calls}`
  const cancel = () => void ask('hub.cancel', { callId })
  signal?.addEventListener('abort', cancel, { once: true })
  try {
    const value = await ask('hub.call', {
      ...{ endpoint: endpoint.name, callId, ...request },
      ...(key === undefined ? {} : { key }),
    })
    // The main process parsed it with this endpoint's own schema.
    return value as EndpointAnswer<E>
  } finally {
    signal?.removeEventListener('abort', cancel)
  }
}

interface HubQueryOptions {
  readonly enabled?: boolean
  /** Loads again by itself this often, beside what events say. */
  readonly everyMs?: number
  /** Goes on showing the answer to the request before while the next one loads. */
  readonly keep?: boolean
}

/** The key under which an answer is kept: events name endpoints by its first part. */
export function hubKey<E extends AnyEndpoint>(endpoint: E, request: HubRequest<E>): QueryKey {
  return [endpoint.name, request]
}

/** Reads from the hub; loaded again when an event says that it changed. */
export function useHub<E extends AnyEndpoint>(
  endpoint: E,
  request: HubRequest<E> = {},
  { enabled = true, everyMs, keep = false }: HubQueryOptions = {},
): UseQueryResult<EndpointAnswer<E>, CallFailed> {
  return useQuery<EndpointAnswer<E>, CallFailed>({
    queryKey: hubKey(endpoint, request),
    queryFn: ({ signal }) => callHub(endpoint, request, { signal }),
    enabled,
    ...(everyMs === undefined ? {} : { refetchInterval: everyMs }),
    ...(keep ? { placeholderData: keepPreviousData } : {}),
  })
}

interface Page {
  readonly items: readonly unknown[]
  readonly next: string | null
}
type ItemOf<E extends AnyEndpoint> =
  EndpointAnswer<E> extends { items: readonly (infer Item)[] } ? Item : never

export interface HubPages<Item, Answer = unknown> {
  /** Of all pages loaded so far, in order. */
  readonly items: readonly Item[]
  /** The first page whole: what an answer says beside its items. */
  readonly first: Answer | undefined
  readonly query: UseInfiniteQueryResult<unknown, CallFailed>
  readonly hasMore: boolean
  loadMore(): void
}

/** Reads a list page by page; `request.query` holds everything but `after`. */
export function useHubPages<E extends AnyEndpoint>(
  endpoint: E,
  request: HubRequest<E> = {},
  { enabled = true, everyMs, keep = true }: HubQueryOptions = {},
): HubPages<ItemOf<E>, EndpointAnswer<E>> {
  const query = useInfiniteQuery({
    // Apart from what `useHub` keeps of the same request: that is one page, this a list of them.
    queryKey: [...hubKey(endpoint, request), 'pages'],
    queryFn: async ({ pageParam, signal }) => {
      const paged = {
        ...request,
        query: { ...(request.query as object), ...(pageParam === null ? {} : { after: pageParam }) },
      }
      // Every listing endpoint answers a page.
      return (await callHub(endpoint, paged as HubRequest<E>, { signal })) as unknown as Page
    },
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next,
    enabled,
    // A long list that was scrolled through is not loaded again as a whole.
    maxPages: 40,
    ...(everyMs === undefined ? {} : { refetchInterval: everyMs }),
    ...(keep ? { placeholderData: keepPreviousData } : {}),
  })
  const items = (query.data?.pages ?? []).flatMap(page => page.items) as ItemOf<E>[]
  return {
    items,
    first: query.data?.pages[0] as EndpointAnswer<E> | undefined,
    query: query as UseInfiniteQueryResult<unknown, CallFailed>,
    hasMore: query.hasNextPage,
    loadMore: () => {
      if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage()
    },
  }
}

interface HubActionOptions<E extends AnyEndpoint> {
  /** Names, or beginnings of names, of the endpoints whose answers this changes: `user.`, `overview.read`. */
  readonly changes: readonly string[]
  onDone?(answer: EndpointAnswer<E>, request: HubRequest<E>): void
  onFailed?(failed: CallFailed): void
}

/** As long as the second click of a double click may take. */
const secondClickMs = 500

/**
 * Changes something at the hub; what it changes is loaded again before `onDone`. The same request is not sent twice: a
 * second click, or a key that is held, is heard before the button is seen to be locked.
 */
export function useHubAction<E extends AnyEndpoint>(
  endpoint: E,
  { changes, onDone, onFailed }: HubActionOptions<E>,
): UseMutationResult<EndpointAnswer<E>, CallFailed, HubRequest<E>> {
  const client = useQueryClient()
  const sent = useRef(new Set<string>())
  const action = useMutation<EndpointAnswer<E>, CallFailed, HubRequest<E>>({
    mutationFn: request => changeOnce(endpoint, request),
    onSuccess(answer, request) {
      const forget = () => sent.current.delete(JSON.stringify(request))
      // What changes nothing may be asked again at once.
      if (changes.length === 0) forget()
      else window.setTimeout(forget, secondClickMs)
      void client.invalidateQueries({ predicate: ({ queryKey }) => isAmong(queryKey, changes) })
      onDone?.(answer, request)
    },
    onError(failed, request) {
      sent.current.delete(JSON.stringify(request))
      // It may have been done, or was: what is there now says so.
      if (failed.failure.code === 'answer_lost' || failed.failure.code === 'already_done') {
        void client.invalidateQueries({ predicate: ({ queryKey }) => isAmong(queryKey, changes) })
      }
      onFailed?.(failed)
    },
  })
  const mutate: typeof action.mutate = (request, options) => {
    const written = JSON.stringify(request)
    if (sent.current.has(written)) return
    sent.current.add(written)
    action.mutate(request, options)
  }
  return { ...action, mutate }
}

async function changeOnce<E extends AnyEndpoint>(endpoint: E, request: HubRequest<E>) {
  const asked = `${endpoint.name} ${JSON.stringify(request)}`
  const key = keyFor(asked)
  let isLost = false
  try {
    return await callHub(endpoint, request, { key })
  } catch (error) {
    isLost = error instanceof CallFailed && error.failure.code === 'answer_lost'
    throw error
  } finally {
    noteAnswer(asked, key, isLost)
  }
}

/** Whether an answer's key belongs to one of the endpoints that `names` begin. */
export function isAmong(key: QueryKey, names: readonly string[]): boolean {
  const [name] = key
  return typeof name === 'string' && names.some(each => name.startsWith(each))
}
