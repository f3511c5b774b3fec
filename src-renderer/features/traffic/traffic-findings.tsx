import { useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../lib/use-format.ts'
import { useScreenKey } from '../../lib/use-screen-key.ts'
import { Panel } from '../../ui/panel.tsx'
import { StateMessage } from '../../ui/state-message.tsx'
import { sumOf } from './build-figures.ts'
import { cutSheet, type Sheet } from './build-sheet.ts'
import { dayIn } from './calendar-rule.ts'
import { FiguresTable } from './figures-table.tsx'
import { stepFormat } from './format-step.ts'
import { PanelActions } from './panel-actions.tsx'
import { TopTables } from './top-tables.tsx'
import { TrafficPlot } from './traffic-plot.tsx'
import { TrafficStats } from './traffic-stats.tsx'
import { TrafficTools } from './traffic-tools.tsx'
import type { Traffic } from './use-traffic.ts'
import type { Step } from './view-rule.ts'
import { zoomText, zoomWindow } from './zoom-rule.ts'

interface TrafficFindingsProps {
  readonly traffic: Traffic
  /** Of the whole span. */
  readonly sheet: Sheet
  /** What the answer is in: another one while the next loads. */
  readonly step: Step
}

/** What the hub answered: figures, chart, and who passed most, of what is zoomed to. */
export function TrafficFindings({ traffic, sheet, step }: TrafficFindingsProps) {
  const { zoom, go, timeZone } = traffic
  const { t } = useTranslation('traffic')
  const { language } = useFormat()
  const format = useMemo(() => stepFormat(step, language, timeZone), [step, language, timeZone])
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set())
  const window = useMemo(() => zoomWindow(sheet.starts, zoom), [sheet.starts, zoom])
  const shown = useMemo(() => cutSheet(sheet, window), [sheet, window])
  const isZoomed = shown.starts.length < sheet.starts.length
  const span = format.range(shown.starts[0] ?? 0, shown.starts.at(-1) ?? 0)
  const leave = useCallback(() => go({ zoom: null }), [go])
  const onEscape = useCallback(() => {
    if (isZoomed) leave()
  }, [isZoomed, leave])
  useScreenKey('Escape', onEscape)
  const zoomTo = useCallback(
    (first: number, last: number) => go({ zoom: zoomText(sheet.starts, [first, last]) }),
    [go, sheet.starts],
  )
  const days = [dayIn(timeZone, shown.starts[0] ?? 0), dayIn(timeZone, shown.end - 1)] as const
  const rival = {
    name: t(traffic.view.against === 'year' ? 'beforeYear' : 'before'),
    span: (traffic.rival?.span ?? []).join(' – '),
  }
  const isEmpty = sumOf(sheet.totals) === 0 && sumOf(sheet.before ?? []) === 0
  return (
    <>
      <TrafficStats sheet={shown} traffic={traffic} step={step} format={format} span={span} />
      <Panel
        title={span}
        right={
          <PanelActions
            traffic={traffic}
            sheet={shown}
            step={step}
            format={format}
            span={span}
            hidden={hidden}
          />
        }
      >
        {isEmpty ? (
          <StateMessage title={t('empty')} hint={t('emptyHint')} />
        ) : traffic.show === 'table' ? (
          <FiguresTable sheet={shown} rival={traffic.view.against} format={format} />
        ) : (
          <TrafficPlot
            sheet={sheet}
            shown={shown}
            window={window}
            step={step}
            format={format}
            look={traffic.view.look}
            span={span}
            rival={rival}
            hidden={hidden}
            onHidden={setHidden}
            onZoom={zoomTo}
            onBack={leave}
          />
        )}
        {isEmpty ? null : (
          <TrafficTools
            traffic={traffic}
            days={days}
            isZoomed={isZoomed}
            span={span}
            isRunning={shown.isRunning}
          />
        )}
      </Panel>
      <TopTables
        from={days[0]}
        until={days[1]}
        of={traffic.view.of}
        note={
          step === 'hour' ? t('topNote', { span: format.days(shown.starts[0] ?? 0, shown.end - 1) }) : null
        }
      />
    </>
  )
}
