import * as z from 'zod'
import { endpoint } from '../endpoint.ts'
import { nothing } from '../paging.ts'

const own = { auth: 'operator', rights: 'own-account' } as const
const name = z.string().regex(/^[a-z][A-Za-z0-9.-]{0,63}$/)

/** How much one operator may keep. */
export const preferenceLimits = { most: 64, longestValue: 16_384 } as const

const preferences = z.strictObject({ values: z.record(z.string(), z.json()) })

export const preferenceEndpoints = [
  endpoint({
    ...own,
    name: 'preferences.read',
    method: 'GET',
    path: '/v1/preferences',
    summary: 'What the console keeps for the operator who is signed in: saved filters, columns',
    params: nothing,
    query: nothing,
    body: nothing,
    answer: preferences,
    errors: [],
  }),
  endpoint({
    ...own,
    name: 'preferences.write',
    method: 'PUT',
    path: '/v1/preferences/:name',
    summary: 'Keeps a value under a name; null forgets it. At most 64 names of 16 kB each',
    params: z.strictObject({ name }),
    query: nothing,
    body: z.strictObject({ value: z.json() }),
    answer: nothing,
    errors: [],
  }),
] as const
