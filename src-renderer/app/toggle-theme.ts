import { setDress } from '../lib/dress.ts'

/** The other one of light and dark than what is seen now. */
export function toggleTheme(): void {
  const isDark = document.documentElement.dataset['mantineColorScheme'] === 'dark'
  setDress({ theme: isDark ? 'light' : 'dark' })
}
