import { useTranslation } from 'react-i18next'
import type { PlanView } from '../../../hub/contract/admin/plans.ts'
import { Tag } from '../../ui/tag.tsx'

const tones = { public: 'ok', hidden: 'warn', retired: 'plain' } as const

/** Who may buy a plan. */
export function VisibilityTag({ visibility }: Pick<PlanView, 'visibility'>) {
  const { t } = useTranslation('plans')
  return <Tag tone={tones[visibility]}>{t(`visibility.${visibility}`)}</Tag>
}
