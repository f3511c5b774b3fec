import { useEffect } from 'react'

/** Layers that take Escape for themselves. */
const layers = '[role="dialog"], [role="listbox"], [role="menu"]'

/** Boxes to tick take no text. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input:not([type=checkbox]), textarea, select')
}

let wasCovered = false
// A layer that the key closes may be gone before the screen hears of the key: this hears it before everybody.
window.addEventListener(
  'keydown',
  () => {
    wasCovered = document.querySelector(layers) !== null
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
