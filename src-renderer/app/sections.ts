import {
  IconChartArea,
  IconLayoutDashboard,
  IconReceipt,
  IconServer,
  IconSettings,
  IconTicket,
  IconUsers,
} from '@tabler/icons-react'

/** The left navigation, in order; the number is its shortcut. */
export const sections = [
  { name: 'overview', to: '/', icon: IconLayoutDashboard },
  { name: 'users', to: '/users', icon: IconUsers },
  { name: 'orders', to: '/orders', icon: IconReceipt },
  { name: 'plans', to: '/plans', icon: IconTicket },
  { name: 'nodes', to: '/nodes', icon: IconServer },
  { name: 'traffic', to: '/traffic', icon: IconChartArea },
  { name: 'system', to: '/system', icon: IconSettings },
] as const
