import type { Texts } from '../../lib/texts.ts'
import type { orders as en } from '../en/orders.ts'

export const orders: Texts<typeof en> = { title: 'orders' }
