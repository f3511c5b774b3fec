export const plans = { title: 'plans' } as const
