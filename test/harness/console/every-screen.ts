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

/** What asks most of a window: tabs of a user and a node, a table sorted otherwise, charts of many points. */
export const heavyLooks: readonly string[] = [
  '/users/3/usage',
  '/users/3/orders',
  '/users/3/grants',
  '/users/3/nodes',
  '/users?sort=name&direction=desc',
  '/users/bulk',
  '/nodes/2/metering',
  '/nodes/rollouts/new',
  '/plans/1',
  '/system/settings',
  '/traffic?range=14&step=hour&split=node&look=lines',
  '/traffic?range=30&step=day&split=user',
  '/traffic?range=365&step=day&split=node&against=before',
  '/traffic?range=365&step=day&show=table',
]
