import { useEffect } from 'react'

/** Layers that take Escape for themselves. */
const layers = '[role="dialog"], [role="listbox"], [role="menu"]'

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
}

/** A key pressed on the screen itself: not while one types, and not under a dialog or an open list. */
export function useScreenKey(key: string, run: () => void): void {
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (event.key !== key || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented)
        return
      if (isTyping(event.target) || document.querySelector(layers) !== null) return
      event.preventDefault()
      run()
    }
    window.addEventListener('keydown', hear)
    return () => window.removeEventListener('keydown', hear)
  }, [key, run])
}
