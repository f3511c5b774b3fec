export const traffic = { title: 'traffic' } as const
