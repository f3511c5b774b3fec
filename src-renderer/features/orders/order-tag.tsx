import { useTranslation } from 'react-i18next'
import type { InboxView } from '../../../hub/contract/admin/inbox.ts'
import type { OrderView, RefundView } from '../../../hub/contract/admin/orders.ts'
import { Tag, type Tone } from '../../ui/tag.tsx'

const tones: Readonly<Record<OrderView['state'], Tone>> = {
  pending: 'plain',
  closed: 'plain',
  paid: 'warn',
  fulfilled: 'ok',
  held: 'bad',
  partly_refunded: 'warn',
  refunded: 'plain',
}

export function OrderTag({ state }: { readonly state: OrderView['state'] }) {
  const { t } = useTranslation('orders')
  return <Tag tone={tones[state]}>{t(`state.${state}`)}</Tag>
}

const refundTones: Readonly<Record<RefundView['state'], Tone>> = {
  requested: 'warn',
  accepted: 'warn',
  succeeded: 'ok',
  closed: 'plain',
  abnormal: 'bad',
}

export function RefundTag({ state }: { readonly state: RefundView['state'] }) {
  const { t } = useTranslation('orders')
  return <Tag tone={refundTones[state]}>{t(`refundState.${state}`)}</Tag>
}

const inboxTones: Readonly<Record<InboxView['state'], Tone>> = {
  open: 'warn',
  applied: 'ok',
  refunded: 'plain',
  dismissed: 'plain',
}

export function InboxTag({ state }: { readonly state: InboxView['state'] }) {
  const { t } = useTranslation('orders')
  return <Tag tone={inboxTones[state]}>{t(`inboxState.${state}`)}</Tag>
}
