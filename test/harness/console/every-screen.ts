/** What an operator goes to and fro between, as addresses of a seeded hub; where a console opens comes last. */
export const dailyScreens: readonly string[] = [
  '/users',
  '/users/3',
  '/orders',
  '/orders/100',
  '/plans',
  '/nodes',
  '/nodes/2',
  '/traffic',
  '/system/audit',
  '/',
]

/** Those and the others that need no more than a seeded hub. */
export const everyScreen: readonly string[] = [
  ...dailyScreens,
  '/orders/inbox',
  '/orders/refunds',
  '/orders/bills',
  '/orders/revenue',
  '/plans/codes',
  '/plans/invites',
  '/nodes/metering',
  '/system/alerts',
  '/system/jobs',
  '/system/backups',
  '/system/operators',
  '/system/settings',
  '/system/about',
]
