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
