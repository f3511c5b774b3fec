import { useTranslation } from 'react-i18next'
import type { BulkView } from '../../../../hub/contract/admin/bulk-views.ts'
import { Tag, type Tone } from '../../../ui/tag.tsx'

const tones: Readonly<Record<BulkView['state'], Tone>> = {
  queued: 'plain',
  running: 'warn',
  done: 'ok',
  cancelled: 'plain',
  failed: 'bad',
}

export function BulkTag({ state }: { readonly state: BulkView['state'] }) {
  const { t } = useTranslation('users')
  return <Tag tone={tones[state]}>{t(`bulk.state.${state}`)}</Tag>
}
