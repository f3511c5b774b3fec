import { IconArrowUpRight } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useFormat } from '../../lib/use-format.ts'
import { lineFigures, sumOf } from './build-figures.ts'
import type { Sheet } from './build-sheet.ts'
import { ChangeText } from './change-text.tsx'
import classes from './traffic.module.css'
import { colourOf, placeOf, useLineName } from './use-line-name.ts'

interface LineListProps {
  readonly sheet: Sheet
  readonly hidden: ReadonlySet<string>
  /** What the dashed line is. */
  readonly rival: { readonly name: string; readonly span: string }
  onHidden(hidden: ReadonlySet<string>): void
  /** The place of the line that is pointed at. */
  onHighlight(place: number | null): void
}

/** The legend: what each colour is, how much of all, and how it changed. A click hides a line, a double one all others. */
export function LineList({ sheet, hidden, rival, onHidden, onHighlight }: LineListProps) {
  const { t } = useTranslation('traffic')
  const { bytes, exactBytes, percent } = useFormat()
  const nameOf = useLineName()
  const { lines } = sheet
  const toggle = (key: string) => {
    const next = new Set(hidden)
    if (!next.delete(key)) next.add(key)
    onHidden(next)
  }
  return (
    <div className={classes['legend']}>
      <ul aria-label={t('lines')} onPointerLeave={() => onHighlight(null)}>
        {lines.map((line, place) => {
          const name = nameOf(line.of)
          const { total, share, change } = lineFigures(line, sheet)
          const to = placeOf(line.of)
          const isHidden = hidden.has(line.key)
          return (
            <li
              key={line.key}
              data-hidden={isHidden}
              onPointerEnter={() => onHighlight(isHidden || lines.length === 1 ? null : place)}
            >
              <button
                type="button"
                className={classes['line']}
                aria-pressed={!isHidden}
                title={t(isHidden ? 'showLine' : 'hide', { name })}
                onClick={() => toggle(line.key)}
                onDoubleClick={() =>
                  onHidden(new Set(lines.map(({ key }) => key).filter(key => key !== line.key)))
                }
                onFocus={() => onHighlight(isHidden || lines.length === 1 ? null : place)}
                onBlur={() => onHighlight(null)}
              >
                <i className={classes['swatch']} style={{ background: colourOf(line, place) }} />
                <span className={classes['lineName']}>{name}</span>
                <b title={exactBytes(total)}>{bytes(total)}</b>
                <span className={classes['lineNote']}>
                  <span>{percent(share)}</span>
                  {sheet.before === null ? null : <ChangeText change={change} />}
                </span>
              </button>
              {to === null ? null : (
                <Link
                  className={classes['openLine']}
                  to={to}
                  aria-label={t('openLine', { name })}
                  title={t('openLine', { name })}
                >
                  <IconArrowUpRight size={14} aria-hidden />
                </Link>
              )}
            </li>
          )
        })}
        {sheet.before === null ? null : (
          <li className={classes['rival']} title={rival.span}>
            <i className={classes['dash']} />
            <span className={`${classes['lineName']} ${classes['rivalName']}`}>{rival.name}</span>
            <b title={exactBytes(sumOf(sheet.before))}>{bytes(sumOf(sheet.before))}</b>
          </li>
        )}
      </ul>
      {hidden.size === 0 || lines.every(line => !hidden.has(line.key)) ? null : (
        <button type="button" className={classes['showAll']} onClick={() => onHidden(new Set())}>
          {t('showAll')}
        </button>
      )}
    </div>
  )
}
