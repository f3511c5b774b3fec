import { useTranslation } from 'react-i18next'
import type { RolloutState } from '../../../hub/contract/admin/rollouts.ts'
import { Tag, type Tone } from '../../ui/tag.tsx'

const tones: Readonly<Record<RolloutState, Tone>> = {
  trial: 'warn',
  spreading: 'warn',
  done: 'ok',
  stopped: 'plain',
  failed: 'bad',
  rolling_back: 'warn',
  rolled_back: 'plain',
}

/** How a roll-out stands, in a word. */
export function RolloutTag({ state }: { readonly state: RolloutState }) {
  const { t } = useTranslation('nodes')
  return <Tag tone={tones[state]}>{t(`rolloutState.${state}`)}</Tag>
}
