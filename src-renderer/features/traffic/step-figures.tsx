import { useTranslation } from 'react-i18next'
import { useFormat } from '../../lib/use-format.ts'
import { changeOf } from './build-figures.ts'
import type { Sheet } from './build-sheet.ts'
import { ChangeText } from './change-text.tsx'
import classes from './traffic.module.css'
import { colourOf, useLineName } from './use-line-name.ts'

interface StepFiguresProps {
  readonly sheet: Sheet
  readonly step: number
  readonly title: string
  readonly hidden: ReadonlySet<string>
  /** What the span compared with is called. */
  readonly rival: string
}

/** The exact figures of one step, beside the cursor. */
export function StepFigures({ sheet, step, title, hidden, rival }: StepFiguresProps) {
  const { t } = useTranslation('traffic')
  const { bytes } = useFormat()
  const nameOf = useLineName()
  const { lines, totals, before } = sheet
  const isRunning = sheet.isRunning && step === totals.length - 1
  const at = (values: readonly number[]) => [values[step] ?? 0]
  return (
    <div className={classes['stepFigures']}>
      <div className={classes['stepTitle']}>
        {title}
        {isRunning ? ` · ${t('soFar')}` : ''}
      </div>
      <table>
        <tbody>
          {lines.map((line, place) =>
            hidden.has(line.key) ? null : (
              <tr key={line.key}>
                <td>
                  <i className={classes['swatch']} style={{ background: colourOf(line, place) }} />
                </td>
                <td className={classes['lineName']}>{nameOf(line.of)}</td>
                <td>{bytes(line.values[step] ?? 0)}</td>
              </tr>
            ),
          )}
          {lines.length < 2 ? null : (
            <tr>
              <td />
              <td>{t('total')}</td>
              <td>
                <b>{bytes(totals[step] ?? 0)}</b>
              </td>
            </tr>
          )}
          {before === null ? null : (
            <tr>
              <td>
                <i className={classes['dash']} />
              </td>
              <td>
                {rival} {isRunning ? null : <ChangeText change={changeOf(at(totals), at(before), false)} />}
              </td>
              <td>{bytes(before[step] ?? 0)}</td>
            </tr>
          )}
        </tbody>
      </table>
    </div>
  )
}
