import { Skeleton } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { CallFailed } from '../lib/bridge.ts'
import { FailureMessage } from './state-message.tsx'

interface LoadedProps<T> {
  readonly query: UseQueryResult<T, CallFailed>
  /** Of the skeleton, so that nothing jumps. */
  readonly height?: number
  /** In its shape, where one block would not do. */
  readonly skeleton?: ReactNode
  readonly children: (data: T) => ReactNode
}

/** Shows what was loaded; before it a skeleton of the same height, instead of it what went wrong. */
export function Loaded<T>({ query, height = 160, skeleton, children }: LoadedProps<T>) {
  if (query.data !== undefined) return children(query.data)
  if (query.error !== null) return <FailureMessage error={query.error} retry={() => void query.refetch()} />
  return skeleton ?? <Skeleton height={height} radius={10} aria-busy="true" />
}
