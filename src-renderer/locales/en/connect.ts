export const connect = { title: 'connect' } as const
