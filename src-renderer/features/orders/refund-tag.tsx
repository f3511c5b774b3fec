import { useTranslation } from 'react-i18next'
import type { RefundView } from '../../../hub/contract/admin/orders.ts'
import { Tag, type Tone } from '../../ui/tag.tsx'

const tones: Readonly<Record<RefundView['state'], Tone>> = {
  requested: 'warn',
  accepted: 'warn',
  succeeded: 'ok',
  closed: 'plain',
  abnormal: 'bad',
}

export function RefundTag({ state }: { readonly state: RefundView['state'] }) {
  const { t } = useTranslation('orders')
  return <Tag tone={tones[state]}>{t(`refundState.${state}`)}</Tag>
}
