/** The same hue for the same thing everywhere. */
export const chartColours = {
  download: 'var(--water)',
  upload: 'var(--ink3)',
  money: 'var(--water)',
  moneyByHand: 'color-mix(in srgb, var(--water) 45%, var(--panel))',
  refund: 'color-mix(in srgb, var(--warn) 55%, #ffb340)',
  grid: 'var(--line)',
  text: 'var(--ink2)',
} as const

const seriesColours = [1, 2, 3, 4, 5, 6, 7].map(place => `var(--series-${place})`)

/** Of one of several things side by side, by its place; `rest`: all that have no place of their own. */
export function seriesColour(place: number | 'rest'): string {
  return (place === 'rest' ? undefined : seriesColours[place]) ?? 'var(--series-rest)'
}
