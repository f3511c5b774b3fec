import { useTranslation } from 'react-i18next'
import type { InboxView } from '../../../hub/contract/admin/inbox.ts'
import { Tag, type Tone } from '../../ui/tag.tsx'

const tones: Readonly<Record<InboxView['state'], Tone>> = {
  open: 'warn',
  applied: 'ok',
  refunded: 'plain',
  dismissed: 'plain',
}

export function InboxTag({ state }: { readonly state: InboxView['state'] }) {
  const { t } = useTranslation('orders')
  return <Tag tone={tones[state]}>{t(`inboxState.${state}`)}</Tag>
}
