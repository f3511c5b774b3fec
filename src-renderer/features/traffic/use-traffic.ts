import type { UseQueryResult } from '@tanstack/react-query'
import { useCallback, useMemo, useRef } from 'react'
import { preferenceEndpoints } from '../../../hub/contract/admin/preferences.ts'
import { mostPoints, readTrafficSeries, type TrafficSeries } from '../../../hub/contract/admin/traffic.ts'
import type { CallFailed } from '../../lib/bridge.ts'
import type { DaySpan } from '../../lib/day-span-rule.ts'
import { useFilters } from '../../lib/use-filters.ts'
import { useHub } from '../../lib/use-hub.ts'
import { useNow } from '../../lib/use-now.ts'
import { usePreference } from '../../lib/use-preference.ts'
import { countDays, dayIn, dayNumber } from './calendar-rule.ts'
import {
  type KeptView,
  keptView,
  resolveView,
  rivalSpan,
  type Step,
  type View,
  type ViewFilters,
  viewFilter,
} from './view-rule.ts'

const [readPreferences] = preferenceEndpoints
const againMs = 60_000
/** Lines of a split, beside everything else. */
const mostLines = 7

type Choice = { readonly [K in keyof KeptView]?: NonNullable<KeptView[K]> }
type Change = { readonly [K in keyof ViewFilters]?: NonNullable<ViewFilters[K]> | null }

export interface Traffic {
  readonly view: View
  readonly timeZone: string
  readonly now: number
  readonly query: UseQueryResult<TrafficSeries, CallFailed>
  /** What it is compared with; null: nothing. */
  readonly rival: { readonly span: DaySpan; readonly query: UseQueryResult<TrafficSeries, CallFailed> } | null
  readonly zoom: string | undefined
  readonly show: 'chart' | 'table'
  /** Changes what is kept for the operator, and what else of this screen is given. */
  choose(chosen: Choice, also?: Change): void
  /** Changes this screen alone. */
  go(change: Change): void
}

/** What the screen is asked to show, and the hub's answer to it. */
export function useTraffic(timeZone: string): Traffic {
  const [filters, change] = useFilters(viewFilter)
  const preferences = useHub(readPreferences)
  const [kept, keep] = usePreference('traffic', keptView, {})
  const now = useNow(againMs)
  const today = dayIn(timeZone, now)
  const view = useMemo(() => resolveView(filters, kept, today), [filters, kept, today])
  const isReady = !preferences.isPending && view.refusal === null
  const ask = (span: DaySpan, most: number) => ({
    query: {
      from: dayNumber(span[0]),
      until: dayNumber(span[1]),
      step: view.step,
      split: view.split,
      most,
    },
  })
  const query = useHub(readTrafficSeries, ask(view.span, mostLines), {
    enabled: isReady,
    keep: true,
    ...(view.span[1] === today ? { everyMs: againMs } : {}),
  })
  const against = view.against === 'none' ? null : rivalSpan(view.span, view.step, view.against)
  const rival = useHub(readTrafficSeries, ask(against ?? view.span, mostRivals(view.step, view.span)), {
    enabled: isReady && against !== null,
  })
  const latest = useRef<(chosen: Choice, also: Change) => void>(() => {})
  // The same function at each drawing: the choices are not drawn anew with every answer.
  const choose = useCallback((chosen: Choice, also: Change = {}) => latest.current(chosen, also), [])
  latest.current = (chosen, also) => {
    keep({ ...kept, ...chosen })
    const isOther = 'range' in chosen || 'step' in chosen
    change({
      ...chosen,
      ...(isOther ? { zoom: null } : {}),
      ...('range' in chosen ? { from: null, until: null } : {}),
      ...also,
    })
  }
  return {
    view,
    timeZone,
    now,
    query,
    rival: against === null ? null : { span: against, query: rival },
    zoom: filters.zoom,
    show: filters.show ?? 'chart',
    choose,
    go: change,
  }
}

/** As many lines of the other span as one answer holds, so that few are only known as part of the others. */
function mostRivals(step: Step, span: DaySpan): number {
  const days = countDays(span)
  const steps = step === 'hour' ? days * 25 : step === 'day' ? days : days / 28 + 1
  return Math.max(1, Math.min(50, Math.floor(mostPoints / steps) - 1))
}
