import { useTranslation } from 'react-i18next'
import type { OrderView } from '../../hub/contract/admin/orders.ts'
import { Tag, type Tone } from './tag.tsx'

const tones: Readonly<Record<OrderView['state'], Tone>> = {
  pending: 'plain',
  closed: 'plain',
  paid: 'warn',
  fulfilled: 'ok',
  held: 'bad',
  partly_refunded: 'warn',
  refunded: 'plain',
}

/** How far an order has come. */
export function OrderTag({ state }: { readonly state: OrderView['state'] }) {
  const { t } = useTranslation('orders')
  return <Tag tone={tones[state]}>{t(`state.${state}`)}</Tag>
}
