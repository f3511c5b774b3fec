import { useEffect } from 'react'

/** Layers that take Escape for themselves. */
const layers = '[role="dialog"], [role="listbox"], [role="menu"]'

/** A list of choices stays in the page while it is closed. */
const isCovered = () => [...document.querySelectorAll(layers)].some(layer => layer.checkVisibility())

/** Boxes to tick, and ones to choose among, take no text. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.matches('input:not([type=checkbox], [type=radio]), textarea, select')
  )
}

let wasCovered = false
// A layer that the key closes may be gone before the screen hears of the key: this hears it before everybody.
window.addEventListener(
  'keydown',
  () => {
    wasCovered = isCovered()
  },
  { capture: true },
)

/** A key pressed on the screen itself: not while one types, and not under a dialog or an open list. */
export function useScreenKey(key: string, run: () => void): void {
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (event.key !== key || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented)
        return
      if (isTyping(event.target) || wasCovered) return
      event.preventDefault()
      run()
    }
    window.addEventListener('keydown', hear)
    return () => window.removeEventListener('keydown', hear)
  }, [key, run])
}
