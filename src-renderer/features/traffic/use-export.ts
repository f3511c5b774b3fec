import { useTranslation } from 'react-i18next'
import { drawPicture } from '../../charts/draw-picture.ts'
import { CallFailed } from '../../lib/bridge.ts'
import { buildCsv, savePicture, saveText } from '../../lib/export-text.ts'
import { useFailureText } from '../../lib/use-failure-text.ts'
import { useFormat } from '../../lib/use-format.ts'
import { tell, tellFailure } from '../../ui/notify.tsx'
import { lineFigures, sumOf } from './build-figures.ts'
import type { Sheet } from './build-sheet.ts'
import { buildTrafficRows } from './build-traffic-csv.ts'
import type { StepFormat } from './format-step.ts'
import { colourOf, useLineName } from './use-line-name.ts'
import type { Traffic } from './use-traffic.ts'
import type { Step } from './view-rule.ts'

export interface ExportParts {
  readonly traffic: Traffic
  /** What is in sight. */
  readonly sheet: Sheet
  readonly step: Step
  readonly format: StepFormat
  readonly span: string
  readonly hidden: ReadonlySet<string>
}

/** Takes what is in sight along: as figures for a spreadsheet, or as a picture for a report. */
export function useExport({ traffic, sheet, step, format, span, hidden }: ExportParts) {
  const { view, timeZone } = traffic
  const { t } = useTranslation(['traffic', 'common'])
  const { bytes, percent } = useFormat()
  const describe = useFailureText()
  const nameOf = useLineName()
  const file = (ending: string) => {
    const [first, last] = [sheet.starts[0] ?? 0, sheet.starts.at(-1) ?? 0].map(format.sortable)
    return `${t('fileName')} ${first} ${last}.${ending}`.replaceAll(':', '')
  }
  const before = t(view.against === 'year' ? 'beforeYear' : 'before')
  async function save(write: () => Promise<string | null>) {
    try {
      const saved = await write()
      if (saved !== null) tell(t('common:exported', { file: saved }))
    } catch (error) {
      tellFailure(
        error instanceof CallFailed ? describe(error) : { title: t('notDrawn'), hint: t('notDrawnHint') },
      )
    }
  }
  return {
    saveFigures: () =>
      save(() => {
        const rows = buildTrafficRows(sheet, {
          step: t('stepOf'),
          total: t('total'),
          before,
          note: t('note'),
          soFar: t('soFar'),
          name: line => `${nameOf(line.of)} (B)`,
          time: format.sortable,
        })
        return saveText(file('csv'), buildCsv(rows))
      }),
    saveChart: () =>
      save(async () => {
        const chart = document.querySelector<SVGSVGElement>('[data-chart] svg')
        if (chart === null) throw new Error('no chart is shown')
        const style = getComputedStyle(document.body)
        const real = (colour: string) =>
          colour.startsWith('var(') ? style.getPropertyValue(colour.slice(4, -1)).trim() : colour
        const picture = await drawPicture({
          chart,
          page: document.body,
          title: `${t('common:nav.traffic')} · ${span}`,
          lines: [
            [
              view.of === 'both' ? t('passed') : t(`of.${view.of}`),
              bytes(sumOf(sheet.totals)),
              t(`by.${step}`),
              t('zone', { zone: timeZone }),
            ].join(' · '),
          ],
          legend: [
            ...sheet.lines.flatMap((line, place) => {
              if (hidden.has(line.key)) return []
              const { total, share } = lineFigures(line, sheet)
              return {
                name: nameOf(line.of),
                colour: real(colourOf(line, place)),
                figure: `${bytes(total)} · ${percent(share)}`,
              }
            }),
            ...(sheet.before === null || traffic.rival === null
              ? []
              : [
                  {
                    name: before,
                    colour: real('var(--ink)'),
                    figure: `${bytes(sumOf(sheet.before))} · ${traffic.rival.span.join(' – ')}`,
                    isDashed: true as const,
                  },
                ]),
          ],
        })
        return savePicture(file('png'), picture)
      }),
  }
}
