import { useCallback, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { BrushStrip } from '../../charts/brush-strip.tsx'
import { PlotCursor } from '../../charts/plot-cursor.tsx'
import plotClasses from '../../charts/split-chart.module.css'
import { SplitChart } from '../../charts/split-chart.tsx'
import { useFormat } from '../../lib/use-format.ts'
import { barsRule, buildBefore } from './build-look.ts'
import type { Sheet, Window } from './build-sheet.ts'
import { buildTicks } from './build-ticks.ts'
import type { StepFormat } from './format-step.ts'
import { LineList } from './line-list.tsx'
import { StepFigures } from './step-figures.tsx'
import classes from './traffic.module.css'
import { colourOf, useLineName } from './use-line-name.ts'
import type { Look, Step } from './view-rule.ts'

interface TrafficPlotProps {
  /** Of the whole span, for the strip below. */
  readonly sheet: Sheet
  readonly shown: Sheet
  readonly window: Window
  readonly step: Step
  readonly format: StepFormat
  readonly look: Look
  readonly span: string
  readonly rival: { readonly name: string; readonly span: string }
  readonly hidden: ReadonlySet<string>
  onHidden(hidden: ReadonlySet<string>): void
  onZoom(first: number, last: number): void
  onBack(): void
}

const height = 300
const mostTicks = 8

/** The chart with its legend, and the whole span as a strip below it. */
export function TrafficPlot(props: TrafficPlotProps) {
  const { sheet, shown, window, step, format, look, span, rival, hidden, onHidden, onZoom, onBack } = props
  const { t } = useTranslation('traffic')
  const { bytes } = useFormat()
  const nameOf = useLineName()
  const [highlight, setHighlight] = useState<number | null>(null)
  const { starts, end, totals } = shown
  const lines = useMemo(
    () =>
      shown.lines.map((line, place) => ({
        key: line.key,
        colour: colourOf(line, place),
        values: line.values,
        isShown: !hidden.has(line.key),
      })),
    [shown.lines, hidden],
  )
  const before = useMemo(() => buildBefore(shown, hidden, look), [shown, hidden, look])
  const ticks = useMemo(() => buildTicks(starts, step, format, mostTicks), [starts, step, format])
  const tick = useCallback((at: number) => format.tick(starts[at] ?? 0), [format, starts])
  const title = (at: number) => format.title(starts[at] ?? 0, starts[at + 1] ?? end)
  const first = window[0]
  // The chart stays as it is while the pointer moves over it.
  const zoomFrom = useRef(first)
  zoomFrom.current = first
  const speak = (at: number) =>
    [
      t('speak', { time: title(at), total: bytes(totals[at] ?? 0) }),
      ...shown.lines.map(line =>
        t('speakLine', { name: nameOf(line.of), bytes: bytes(line.values[at] ?? 0) }),
      ),
      ...(shown.before === null ? [] : [t('speakBefore', { bytes: bytes(shown.before[at] ?? 0) })]),
    ].join(', ')
  return (
    <div className={classes['plotRow']}>
      <div className={classes['plotColumn']}>
        <div
          className={plotClasses['plot']}
          data-chart
          {...(highlight === null ? {} : { 'data-highlight': highlight })}
        >
          <SplitChart
            lines={lines}
            before={before}
            steps={starts.length}
            isRunning={shown.isRunning}
            look={look === 'lines' ? 'lines' : barsRule(step, starts.length) ? 'bars' : 'areas'}
            height={height}
            ticks={ticks}
            tick={tick}
            value={bytes}
          />
          <PlotCursor
            steps={starts.length}
            label={t('chart', { span })}
            speak={speak}
            tooltip={at => (
              <StepFigures sheet={shown} step={at} title={title(at)} hidden={hidden} rival={rival.name} />
            )}
            onZoom={(from, until) => onZoom(zoomFrom.current + from, zoomFrom.current + until)}
            onBack={onBack}
          />
        </div>
        {sheet.starts.length < 4 ? null : (
          <BrushStrip
            values={sheet.totals}
            window={window}
            labels={{ strip: t('brush'), first: t('brushFirst'), last: t('brushLast') }}
            speak={at => format.short(sheet.starts[at] ?? 0)}
            onWindow={onZoom}
          />
        )}
      </div>
      <LineList sheet={shown} hidden={hidden} rival={rival} onHidden={onHidden} onHighlight={setHighlight} />
    </div>
  )
}
