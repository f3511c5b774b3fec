import { useEffect, useRef } from 'react'
import { useSearchParams } from 'react-router'
import { usePreference } from '../../lib/use-preference.ts'
import { type SavedFilter, savedFilters } from './build-saved-filters.ts'

const none: SavedFilter[] = []

export function useSavedFilters() {
  return usePreference('users.filters', savedFilters, none)
}

/** Opens the list with the filter that was chosen for that, where the way here did not say otherwise. */
export function useFirstFilter(): void {
  const [kept] = useSavedFilters()
  const [params, setParams] = useSearchParams()
  const isDecided = useRef(false)
  const first = kept.find(({ isFirst }) => isFirst)?.query
  const isBare = params.size === 0
  useEffect(() => {
    if (isDecided.current) return
    if (!isBare) isDecided.current = true
    else if (first !== undefined) {
      isDecided.current = true
      setParams(new URLSearchParams(first), { replace: true })
    }
  }, [isBare, first, setParams])
}
