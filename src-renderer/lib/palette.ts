import { createSpotlight } from '@mantine/spotlight'

/** The command palette: opened from anywhere, drawn by the shell. */
export const [paletteStore, palette] = createSpotlight()

/** Makes the first line the one that Enter opens: what was found comes after the key that asked for it. */
export function selectFirstLine(): void {
  const { listId, opened } = paletteStore.getState()
  const list = document.getElementById(listId)
  if (!opened || list === null) return
  list.querySelector('[data-selected]')?.removeAttribute('data-selected')
  list.querySelector('[data-action]')?.setAttribute('data-selected', 'true')
  paletteStore.updateState(state => ({ ...state, selected: 0 }))
}
