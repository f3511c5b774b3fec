import type { Hub } from '../../hub/app.ts'
import { contentEndpoints } from '../../hub/contract/admin/content.ts'
import { inviteEndpoints } from '../../hub/contract/admin/invites.ts'
import { planEndpoints } from '../../hub/contract/admin/plans.ts'
import type { EndpointRequest } from '../../hub/contract/endpoint.ts'
import { askHub } from './ask-hub.ts'

const giga = 1_000_000_000

const [listPlans, , createPlan] = planEndpoints
const [, createNotice, , , , editText] = contentEndpoints
const [, , , , configureInvites] = inviteEndpoints

const plans: readonly EndpointRequest<typeof createPlan>['body'][] = [
  {
    name: 'month-100',
    title: { zh: '月付 100 GB', en: 'Monthly 100 GB' },
    description: { zh: '够一个人看视频和办公。', en: 'Enough for one person’s video and work.' },
    kind: 'month',
    ...{ price: 1_500, bytes: 100 * giga },
  },
  {
    name: 'month-300',
    title: { zh: '月付 300 GB', en: 'Monthly 300 GB' },
    description: { zh: '全家共用。', en: 'For the whole family.' },
    kind: 'month',
    ...{ price: 3_500, bytes: 300 * giga },
  },
  {
    name: 'year-100',
    title: { zh: '年付 每月 100 GB', en: 'Yearly, 100 GB a month' },
    description: { zh: '一次买好全年，每月更划算。', en: 'A whole year at once, for less.' },
    kind: 'year',
    ...{ price: 14_800, bytes: 100 * giga },
  },
  {
    name: 'addon-50',
    title: { zh: '加油包 50 GB', en: 'Add-on 50 GB' },
    description: { zh: '本套餐到期前有效。', en: 'Good until your plan ends.' },
    kind: 'addon',
    validity: { kind: 'plan' },
    ...{ price: 800, bytes: 50 * giga },
  },
]

/** Plans to buy and a word for customers, on a hub that sells nothing yet. */
export async function seedShop(hub: Hub): Promise<void> {
  const { items } = await askHub(hub, listPlans, { query: {} })
  if (items.length > 0) return
  for (const [position, plan] of plans.entries()) {
    await askHub(hub, createPlan, { body: { ...plan, nodeCount: 1, position } })
  }
  await askHub(hub, createNotice, {
    body: {
      level: 'info',
      title: { zh: '欢迎', en: 'Welcome' },
      text: { zh: '这是演示：付款不会扣钱。', en: 'This is a demo: payments cost nothing.' },
      showUntil: null,
    },
  })
  await askHub(hub, configureInvites, {
    body: {
      ...{ registration: 'open', customersInvite: true, reward: { kind: 'days', days: 3 } },
      ...{ holdDays: 7, version: 0 },
    },
  })
  await askHub(hub, editText, {
    params: { name: 'support' },
    body: { zh: '邮箱 help@example.org', en: 'Write to help@example.org', version: 0 },
  })
}
