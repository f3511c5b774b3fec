/** How much a seeded hub holds. */
export interface SeedScale {
  readonly name: string
  readonly users: number
  readonly orders: number
  /** Of the users who were there from the first day: so many have day rows for the whole year. */
  readonly usersByDay: number
  /** Of those with day rows: so many have hour rows for the last 14 days. */
  readonly usersByHour: number
  /** What happened to orders in so many last days is in the audit log. */
  readonly auditedDays: number
  /** Samples of the nodes, every five minutes of so many last days; the hub keeps 14. */
  readonly sampledDays: number
  /** Deeds of operators in the audit log, over the year. */
  readonly deeds: number
}

/** `full`: what the console has to be quick with. `small`: for screens. `tiny`: what a test reads whole. */
export const scales = {
  full: {
    name: 'full',
    users: 100_000,
    orders: 200_000,
    usersByDay: 5_000,
    usersByHour: 1_000,
    auditedDays: 14,
    sampledDays: 14,
    deeds: 4_000,
  },
  small: {
    name: 'small',
    users: 2_000,
    orders: 4_000,
    usersByDay: 200,
    usersByHour: 60,
    auditedDays: 400,
    sampledDays: 14,
    deeds: 600,
  },
  tiny: {
    name: 'tiny',
    users: 300,
    orders: 600,
    usersByDay: 60,
    usersByHour: 20,
    auditedDays: 400,
    sampledDays: 1,
    deeds: 200,
  },
} as const satisfies Readonly<Record<string, SeedScale>>

export type ScaleName = keyof typeof scales
