import { useTranslation } from 'react-i18next'
import { useFormat } from '../lib/use-format.ts'
import { Tag, type Tone } from './tag.tsx'

const tones: Readonly<Record<string, Tone>> = {
  open: 'ok',
  quota_used: 'bad',
  expired: 'warn',
  suspended: 'warn',
}

interface GateTagProps {
  /** `open`, or why it is closed. */
  readonly gate: string
  readonly since?: number
}

/** Whether a user may pass, and if not, why; since when shows on hover. */
export function GateTag({ gate, since }: GateTagProps) {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  // A newer hub may know more reasons than this window has words for.
  const word = i18n.exists(`common:gate.${gate}`) ? t(`gate.${gate}` as 'gate.open') : gate
  const title = since === undefined ? {} : { title: format.instant(since) }
  return (
    <Tag tone={tones[gate] ?? 'plain'} {...title}>
      {gate === 'open' ? word : `${t('gate.closed')} · ${word}`}
    </Tag>
  )
}
