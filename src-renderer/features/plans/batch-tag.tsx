import { useTranslation } from 'react-i18next'
import type { CodeBatchView } from '../../../hub/contract/admin/codes.ts'
import { useNow } from '../../lib/use-now.ts'
import { Tag } from '../../ui/tag.tsx'
import { batchStanding } from './build-batch.ts'

const tones = { on: 'ok', off: 'plain', over: 'plain', later: 'warn' } as const

/** Whether codes of a batch can be used now. */
export function BatchTag({ batch }: { readonly batch: CodeBatchView }) {
  const { t } = useTranslation('plans')
  const standing = batchStanding(batch, useNow())
  return <Tag tone={tones[standing]}>{t(`batchStanding.${standing}`)}</Tag>
}
