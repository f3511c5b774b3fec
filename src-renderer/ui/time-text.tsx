import { useFormat } from '../lib/use-format.ts'
import { useNow } from '../lib/use-now.ts'

interface TimeTextProps {
  readonly at: number | null
  /** Shown where there is no instant. */
  readonly none?: string
  /** `relative` says how long ago with the instant on hover; `short` the other way round. */
  readonly as?: 'relative' | 'short' | 'day'
}

/** An instant in the reader's words; the exact one shows on hover. */
export function TimeText({ at, none = '–', as = 'relative' }: TimeTextProps) {
  const format = useFormat()
  const now = useNow()
  if (at === null) return <span>{none}</span>
  // The present comes in steps: what has just happened is not ahead of it.
  const relative = format.relative(at, at <= Date.now() ? Math.max(at, now) : now)
  const title = as === 'relative' ? format.instant(at) : `${format.instant(at)} · ${relative}`
  return (
    <time dateTime={new Date(at).toISOString()} title={title}>
      {as === 'relative' ? relative : format[as](at)}
    </time>
  )
}
