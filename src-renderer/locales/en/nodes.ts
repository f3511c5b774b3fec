export const nodes = { title: 'nodes' } as const
