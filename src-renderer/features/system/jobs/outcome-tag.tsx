import { useTranslation } from 'react-i18next'
import type { JobView } from '../../../../hub/contract/admin/jobs.ts'
import { Tag, type Tone } from '../../../ui/tag.tsx'

type Outcome = NonNullable<JobView['lastRun']>['outcome']

const tones: Readonly<Record<Outcome, Tone>> = {
  queued: 'plain',
  running: 'warn',
  done: 'ok',
  failed: 'bad',
}

export function OutcomeTag({ outcome }: { readonly outcome: Outcome }) {
  const { t } = useTranslation('system')
  return <Tag tone={tones[outcome]}>{t(`jobs.outcomes.${outcome}`)}</Tag>
}
