import type { HomeDay } from '../read-home.ts'
import type { Visit } from '../visit.ts'

const width = 320
const height = 84
const step = 23
const barWidth = 15

/** Bars for days, each with its exact figure; the same in words for who cannot see them. */
export function DayChart({ visit, days }: { readonly visit: Visit; readonly days: readonly HomeDay[] }) {
  const { amounts, words } = visit
  const { homePage } = words
  const most = Math.max(...days.map(({ charged }) => charged))
  const first = days[0]
  const last = days.at(-1)
  const textOf = ({ day, charged }: HomeDay) => `${amounts.ledgerDay(day)} ${amounts.bytes(charged)}`
  const exactly = (day: HomeDay) =>
    `${textOf(day)} · ${homePage.download} ${amounts.bytes(day.download)} · ${homePage.upload} ${amounts.bytes(day.upload)}`
  if (first === undefined || last === undefined) return null
  return (
    <>
      <svg
        className="chart"
        data-figures="figures"
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={most === 0 ? homePage.chartEmpty : days.map(textOf).join(', ')}
      >
        <line className="grid" x1="0" x2={width} y1={height - 0.5} y2={height - 0.5} />
        {most === 0 && (
          <text x={width / 2} y={height / 2 + 4}>
            {homePage.chartEmpty}
          </text>
        )}
        {most > 0 &&
          days.map((day, i) => {
            const tall = day.charged === 0 ? 0 : Math.max(2, (day.charged / most) * (height - 6))
            return (
              <g key={day.day}>
                <title>{exactly(day)}</title>
                <rect className="hit" x={i * step} y="0" width={step} height={height} />
                <rect
                  className={i === days.length - 1 ? 'bar now' : 'bar'}
                  x={i * step + 2}
                  y={(height - tall).toFixed(1)}
                  width={barWidth}
                  height={tall.toFixed(1)}
                  rx="2.5"
                />
              </g>
            )
          })}
      </svg>
      <p className="axis" id="figures">
        <span>{amounts.ledgerDay(first.day)}</span>
        <span>{homePage.today(amounts.bytes(last.charged))}</span>
      </p>
    </>
  )
}
