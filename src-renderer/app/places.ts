import type { Right } from '../../hub/contract/rights.ts'

/** Screens below the sections, which the palette goes to by their names. */
export const places = [
  { label: 'users:tabs.bulk', to: '/users/bulk', right: 'users.bulk' },
  { label: 'orders:tabs.inbox', to: '/orders/inbox', right: 'orders.read' },
  { label: 'orders:tabs.refunds', to: '/orders/refunds', right: 'orders.read' },
  { label: 'orders:tabs.bills', to: '/orders/bills', right: 'orders.read' },
  { label: 'orders:tabs.revenue', to: '/orders/revenue', right: 'orders.read' },
  { label: 'plans:newPlan', to: '/plans/new', right: 'plans.write' },
  { label: 'plans:tabs.codes', to: '/plans/codes', right: 'codes.read' },
  { label: 'plans:tabs.invites', to: '/plans/invites', right: 'codes.read' },
  { label: 'nodes:tabs.metering', to: '/nodes/metering', right: 'metering.read' },
  { label: 'nodes:tabs.rollouts', to: '/nodes/rollouts', right: 'nodes.read' },
  { label: 'system:tabs.alerts', to: '/system/alerts', right: 'events.read' },
  { label: 'system:tabs.jobs', to: '/system/jobs', right: 'jobs.read' },
  { label: 'system:tabs.backups', to: '/system/backups', right: 'backups.read' },
  { label: 'system:tabs.audit', to: '/system/audit', right: 'audit.read' },
  { label: 'system:tabs.operators', to: '/system/operators', right: 'operators.read' },
  { label: 'system:settings.parts.site', to: '/system/settings/site', right: 'settings.read' },
  { label: 'system:settings.parts.notices', to: '/system/settings/notices', right: 'settings.read' },
  { label: 'system:settings.parts.wechat', to: '/system/settings/wechat', right: 'settings.read' },
  { label: 'system:settings.parts.mail', to: '/system/settings/mail', right: 'settings.read' },
  {
    label: 'system:settings.parts.certificates',
    to: '/system/settings/certificates',
    right: 'settings.read',
  },
  { label: 'system:tabs.account', to: '/system/account', right: 'own-account' },
  { label: 'system:tabs.about', to: '/system/about', right: 'nodes.read' },
] as const satisfies readonly { readonly label: string; readonly to: string; readonly right: Right }[]
