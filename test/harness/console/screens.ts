import type { Page } from '@playwright/test'

/** The words of the language that is shown. */
type Say = (en: string, zh: string) => string

export interface Screen {
  /** Of its picture. */
  readonly name: string
  /** A path of the window's routes, as the seeded hub has them. */
  readonly path: string
  /** Its first heading in English and in Chinese; null where it is the name of what is shown. */
  readonly heading: readonly [en: string, zh: string] | null
  /** Brings up the dialog, or whatever else is to be seen. */
  readonly open?: (page: Page, say: Say) => Promise<unknown>
}

export interface Entrance {
  readonly name: string
  readonly heading: readonly [en: string, zh: string]
  readonly open?: (page: Page, say: Say, address: string) => Promise<unknown>
}

const users = ['Users', '用户'] as const
const orders = ['Orders', '订单与资金'] as const
const plans = ['Plans', '套餐与兑换码'] as const
const nodes = ['Nodes', '节点'] as const
const traffic = ['Traffic', '流量'] as const
const system = ['System', '系统'] as const

const press = (en: string, zh: string) => (page: Page, say: Say) =>
  page
    .getByRole('button', { name: say(en, zh), exact: true })
    .first()
    .click()
/** One of what a user's page keeps under “More”. */
const pick = (en: string, zh: string) => async (page: Page, say: Say) => {
  await press('More', '更多')(page, say)
  await page.getByRole('menuitem', { name: say(en, zh) }).click()
}
const key = (keys: string) => (page: Page) => page.keyboard.press(keys)
/** The first row of the list; row 0 is its head. */
const openFirstRow = (page: Page) => page.getByRole('row').nth(1).click()

const openFirstAnd = (en: string, zh: string) => async (page: Page, say: Say) => {
  await openFirstRow(page)
  await press(en, zh)(page, say)
}

/** Every screen of who is signed in. */
export const screens: readonly Screen[] = [
  { name: 'overview', path: '/', heading: ['Overview', '总览'] },
  { name: 'palette', path: '/', heading: ['Overview', '总览'], open: key('Control+k') },

  { name: 'users', path: '/users', heading: users },
  { name: 'user', path: '/users/3', heading: null },
  { name: 'user-usage', path: '/users/3/usage', heading: null },
  { name: 'user-orders', path: '/users/3/orders', heading: null },
  { name: 'user-grants', path: '/users/3/grants', heading: null },
  { name: 'user-nodes', path: '/users/3/nodes', heading: null },
  ...(
    [
      ['user-compensate', 'Compensate', '补偿'],
      ['user-plan', 'Give a plan', '发放套餐'],
      ['user-edit', 'Edit', '编辑'],
    ] as const
  ).map(([name, en, zh]) => ({ name, path: '/users/3', heading: null, open: press(en, zh) })),
  ...(
    [
      ['user-access', 'Show link and QR code', '查看链接与二维码'],
      ['user-rotate', 'New link and password', '更换链接与密码'],
      ['user-port', 'Change the port', '更换端口'],
      ['user-delete', 'Close the account', '注销账号'],
    ] as const
  ).map(([name, en, zh]) => ({ name, path: '/users/3', heading: null, open: pick(en, zh) })),

  { name: 'orders', path: '/orders', heading: orders },
  { name: 'order', path: '/orders/600', heading: null },
  {
    name: 'order-refund',
    path: '/orders?state=fulfilled&method=wechat',
    heading: orders,
    open: openFirstAnd('Refund', '退款'),
  },
  {
    name: 'order-mark-paid',
    path: '/orders?state=pending',
    heading: orders,
    open: openFirstAnd('Mark as paid', '标记为已付'),
  },
  { name: 'inbox', path: '/orders/inbox', heading: orders },
  { name: 'inbox-item', path: '/orders/inbox/1', heading: null },
  { name: 'refunds', path: '/orders/refunds', heading: orders },
  { name: 'bills', path: '/orders/bills', heading: orders },
  { name: 'revenue', path: '/orders/revenue', heading: orders },

  { name: 'plans', path: '/plans', heading: plans },
  { name: 'plan', path: '/plans/1', heading: null },
  { name: 'plan-new', path: '/plans/new', heading: null },
  { name: 'codes', path: '/plans/codes', heading: plans },
  { name: 'codes-new', path: '/plans/codes', heading: plans, open: press('New codes', '新建兑换码') },
  { name: 'code-batch', path: '/plans/codes/3', heading: null },
  { name: 'invites', path: '/plans/invites', heading: plans },

  {
    name: 'invite-new',
    path: '/plans/invites',
    heading: plans,
    open: press('New invitation', '新建邀请码'),
  },

  { name: 'nodes', path: '/nodes', heading: nodes },
  { name: 'metering', path: '/nodes/metering', heading: nodes },
  { name: 'node', path: '/nodes/2', heading: null },
  { name: 'node-configuration', path: '/nodes/2/configuration', heading: null },
  { name: 'node-settings', path: '/nodes/3/settings', heading: null },
  { name: 'node-new', path: '/nodes/new', heading: null },
  { name: 'node-enrol', path: '/nodes/30', heading: null },
  { name: 'node-sick', path: '/nodes/21', heading: null },
  { name: 'rollouts', path: '/nodes/rollouts', heading: nodes },
  { name: 'rollout', path: '/nodes/rollouts/2', heading: null },
  { name: 'rollout-new', path: '/nodes/rollouts/new?first=1', heading: null },
  { name: 'node-metering', path: '/nodes/2/metering', heading: null },

  { name: 'traffic', path: '/traffic', heading: traffic },

  { name: 'alerts', path: '/system/alerts', heading: system },
  { name: 'alert', path: '/system/alerts', heading: system, open: openFirstRow },
  { name: 'jobs', path: '/system/jobs', heading: system },
  { name: 'job', path: '/system/jobs', heading: system, open: openFirstRow },
  { name: 'backups', path: '/system/backups', heading: system },
  { name: 'backup', path: '/system/backups', heading: system, open: openFirstRow },
  { name: 'audit', path: '/system/audit', heading: system },
  { name: 'audit-entry', path: '/system/audit', heading: system, open: openFirstRow },
  { name: 'operators', path: '/system/operators', heading: system },
  { name: 'operator', path: '/system/operators', heading: system, open: openFirstRow },
  {
    name: 'operator-new',
    path: '/system/operators',
    heading: system,
    open: press('Add an operator', '添加操作员'),
  },
  { name: 'settings-site', path: '/system/settings/site', heading: system },
  { name: 'settings-notices', path: '/system/settings/notices', heading: system },
  { name: 'settings-texts', path: '/system/settings/texts', heading: system },
  { name: 'settings-wechat', path: '/system/settings/wechat', heading: system },
  { name: 'settings-mail', path: '/system/settings/mail', heading: system },
  { name: 'settings-links', path: '/system/settings/subscriptions', heading: system },
  { name: 'settings-certificates', path: '/system/settings/certificates', heading: system },
  { name: 'account', path: '/system/account', heading: system },
  { name: 'about', path: '/system/about', heading: system },
]

/** What is seen before one is signed in, each reached from the one before it, in a console that knows no hub yet. */
export const entrance: readonly Entrance[] = [
  { name: 'connect', heading: ['Your hubs', '我的主站'] },
  { name: 'connect-form', heading: ['Add a hub', '添加主站'], open: press('Add a hub', '添加主站') },
  {
    name: 'connect-ssh',
    heading: ['Add a hub', '添加主站'],
    open: (page, say) => page.getByText(say('Through SSH', '经由 SSH')).click(),
  },
  {
    name: 'connect-trust',
    heading: ['Is this your hub?', '这是你的主站吗？'],
    async open(page, say, address) {
      await page.getByText(say('Directly', '直接连接')).click()
      await page.getByLabel(say('Address', '地址')).fill(address)
      await press('Look who answers', '看看是谁')(page, say)
    },
  },
  { name: 'sign-in', heading: ['Sign in to', '登录'], open: press('Trust and save', '信任并保存') },
  { name: 'hubs', heading: ['Your hubs', '我的主站'], open: press('Another hub', '换一台主站') },
]
