import { useLocation, useNavigationType } from 'react-router'
import { create } from 'zustand'

/** Filters that lists were left with, as the end of an address, by the list's path. */
const useSearches = create<Readonly<Record<string, string>>>()(() => ({}))

export function rememberSearch(path: string, search: string): void {
  useSearches.setState({ [path]: search })
}

/** How far a list was scrolled, and the index of the row that was touched last. */
export interface ListPlace {
  readonly offset: number
  readonly active: number
}

const placesKept = 50
const places = new Map<string, ListPlace>()

export const placeOf = (key: string): ListPlace | undefined => places.get(key)

export function rememberPlace(key: string, place: ListPlace): void {
  // Those that were left longest ago go first.
  places.delete(key)
  places.set(key, place)
  const [oldest] = places.keys()
  if (places.size > placesKept && oldest !== undefined) places.delete(oldest)
}

const forgetters = new Set<() => void>()

/** For what else is kept of a list for those who come back to it. */
export function whenForgotten(forget: () => void): void {
  forgetters.add(forget)
}

/** Another hub's lists are other lists. */
export function forgetLists(): void {
  for (const forget of forgetters) forget()
  useSearches.setState({}, true)
  places.clear()
}

/** The address of a list with the filters that it was left with. */
export function useLastList(path: string): string {
  const search = useSearches(searches => searches[path] ?? '')
  return `${path}${search}`
}

interface WayBack {
  readonly isBack: true
}

/** Said with the way back to a list: it stands as it was left, not at its top. */
export const wayBack: WayBack = { isBack: true }

function isWayBack(state: unknown): boolean {
  return typeof state === 'object' && state !== null && 'isBack' in state
}

/** Whether one came here by a way back; read where the list is drawn first. */
export function useIsWayBack(): boolean {
  const { state } = useLocation()
  return useNavigationType() === 'POP' || isWayBack(state)
}
