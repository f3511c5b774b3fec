import { countUsers, listUsers } from '../../../hub/contract/admin/user-lists.ts'
import { readUser } from '../../../hub/contract/admin/users.ts'
import { succeeded } from '../people-and-nodes.ts'
import type { World } from './world.ts'

const tester = { kind: 'command-line', name: 'test' } as const

/** Numbers as the console writes them. */
export const written = (amount: number) => amount.toLocaleString('en-US')
export const users = (amount: number) => `${written(amount)} users`

/** The first five users with an open gate, by name. */
export const openUsers = (world: World, search = '') =>
  world.hub.hub
    .call(listUsers, { query: { gate: 'open', sort: 'name', direction: 'asc', limit: 5, search } }, tester)
    .then(answer => succeeded(answer).items)

export const countOf = (world: World, query: { gate?: string; search?: string } = {}) =>
  world.hub.hub.call(countUsers, { query }, tester).then(answer => succeeded(answer).users)

export const userOf = (world: World, userId: number) =>
  world.hub.hub.call(readUser, { params: { userId } }, tester).then(succeeded)
