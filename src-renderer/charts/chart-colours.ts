/** The same hue for the same thing everywhere. */
export const chartColours = {
  download: 'var(--water)',
  upload: 'var(--ink3)',
  money: 'var(--water)',
  refund: 'var(--warn)',
  grid: 'var(--line)',
  text: 'var(--ink2)',
} as const
