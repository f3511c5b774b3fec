import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useLocation } from 'react-router'
import { type ListPlace, placeOf, rememberPlace, useIsWayBack } from '../lib/last-lists.ts'

const top: ListPlace = { offset: 0, active: 0 }

/** The row that was touched last, and where a list begins: as it was left where one comes back to it, else at its top. */
export function useListPlace(label: string, scroller: RefObject<HTMLElement | null>) {
  const { pathname, search } = useLocation()
  const isBack = useIsWayBack()
  const key = `${pathname}${search} ${label}`
  const [start] = useState(() => (isBack ? placeOf(key) : undefined) ?? top)
  const [active, setActive] = useState(start.active)
  const latest = useRef(active)
  useEffect(() => {
    latest.current = active
  }, [active])
  // Before the list is taken out of the window: after that it is scrolled nowhere.
  useLayoutEffect(() => {
    const element = scroller.current
    return () => rememberPlace(key, { offset: element?.scrollTop ?? 0, active: latest.current })
  }, [key, scroller])
  return { initialOffset: start.offset, active, setActive }
}
