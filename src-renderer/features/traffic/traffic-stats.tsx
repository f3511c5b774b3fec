import { useTranslation } from 'react-i18next'
import { useFormat } from '../../lib/use-format.ts'
import { Stat } from '../../ui/stat.tsx'
import { begunAt, buildFigures } from './build-figures.ts'
import type { Sheet } from './build-sheet.ts'
import { ChangeText } from './change-text.tsx'
import type { StepFormat } from './format-step.ts'
import classes from './traffic.module.css'
import type { Traffic } from './use-traffic.ts'
import type { Step } from './view-rule.ts'

interface TrafficStatsProps {
  readonly sheet: Sheet
  readonly traffic: Traffic
  readonly step: Step
  readonly format: StepFormat
  readonly span: string
}

/** How much passed, more or less than before, when most, and which way. */
export function TrafficStats({ sheet, traffic, step, format, span }: TrafficStatsProps) {
  const { view, rival } = traffic
  const { t } = useTranslation('traffic')
  const { bytes, percent } = useFormat()
  const { total, download, upload, average, peak, change } = buildFigures(sheet)
  const passed = download + upload
  const rivalSpan = rival === null ? '' : rival.span.map(day => day.replaceAll('-', '/')).join(' – ')
  const begun = begunAt(sheet)
  const note = (() => {
    if (rival === null) return span
    if (rival.query.error !== null) return t('notCompared')
    if (change === null) return span
    if (change.before === 0) return t(step === 'hour' ? 'noBeforeHours' : 'noBefore', { span: rivalSpan })
    return (
      <span title={t('changeNote', { span: rivalSpan })}>
        <ChangeText change={change} /> · {signed(bytes(change.bytes), change.bytes)}
        {begun === 0 ? null : ` · ${t('fromOn', { time: format.short(sheet.starts[begun] ?? 0) })}`}
      </span>
    )
  })()
  return (
    <div className={classes['stats']}>
      <Stat label={view.of === 'both' ? t('passed') : t(`of.${view.of}`)} value={bytes(total)} note={note} />
      <Stat
        label={t(`average.${step}`)}
        value={average === null ? '–' : bytes(average)}
        note={t('averageNote')}
      />
      <Stat
        label={t('peak')}
        value={peak === null ? '–' : bytes(peak.bytes)}
        note={
          peak === null
            ? t('nothingYet')
            : format.title(sheet.starts[peak.step] ?? 0, sheet.starts[peak.step + 1] ?? sheet.end)
        }
      />
      <Stat
        label={t('ways')}
        value={
          <>
            {bytes(download)} <span className={classes['second']}>/ {bytes(upload)}</span>
          </>
        }
        note={t('waysNote', { percent: percent(passed === 0 ? 0 : upload / passed) })}
      />
    </div>
  )
}

const signed = (text: string, value: number) => (value > 0 ? `+${text}` : text)
