import * as z from 'zod'
import { endpoint } from '../endpoint.ts'
import { nothing } from '../paging.ts'
import { instant } from '../primitives.ts'

const about = z.strictObject({
  version: z.string(),
  /** Of the program that runs the hub. */
  nodeVersion: z.string(),
  hubId: z.string(),
  /** The hub's clock, and when it was started. */
  now: instant,
  startedAt: instant,
  timeZone: z.string(),
  demo: z.boolean(),
  database: z.strictObject({
    engine: z.enum(['sqlite', 'mariadb']),
    engineVersion: z.string(),
    /** What it takes on disk, as far as the engine says. */
    bytes: z.number().int().min(0),
    /** Name of the newest migration, and how many there are. */
    schema: z.string(),
    migrations: z.number().int(),
  }),
  /** Other hubs on the same database are among them. */
  hubs: z.array(z.string()),
  nodes: z.number().int(),
  users: z.number().int(),
})
export type About = z.infer<typeof about>

export const readAbout = endpoint({
  name: 'about.read',
  method: 'GET',
  path: '/v1/about',
  summary: 'What runs here: version, database, time zone, since when, and how much of it there is',
  auth: 'operator',
  rights: 'nodes.read',
  params: nothing,
  query: nothing,
  body: nothing,
  answer: about,
  errors: [],
})

export const aboutEndpoints = [readAbout] as const
