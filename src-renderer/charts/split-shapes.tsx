import { usePlotArea } from 'recharts'
import { areaPath, barPath, linePath, type Places, placesOf } from './build-shapes.ts'
import type { StackRow } from './build-stacks.ts'

interface SplitShapesProps {
  readonly rows: readonly StackRow[]
  readonly lines: readonly { readonly key: string; readonly colour: string; readonly isShown: boolean }[]
  readonly look: 'bars' | 'areas' | 'lines'
  /** End of the axis of amounts. */
  readonly most: number
  /** Patterns of the lines' colours are called this and their place. */
  readonly patterns: string
}

const widestBar = 30

/** One path for each line, however many steps it has: a year of eight lines is drawn at once. */
export function SplitShapes({ rows, lines, look, most, patterns }: SplitShapesProps) {
  const plot = usePlotArea()
  if (plot === undefined || rows.length === 0) return null
  const places = placesOf(plot, rows.length, most)
  const isSingle = lines.filter(line => line.isShown).length === 1
  const before = rows.map(row => row.before)
  return (
    <g>
      {lines.map(({ key, colour, isShown }, index) =>
        isShown ? (
          <g key={key} className={`series series-${index}`}>
            <Shape
              spans={rows.map(row => row.spans[index] ?? null)}
              running={rows.map(row => row.running[index] ?? null)}
              {...{ places, look, colour, isSingle }}
              isTop={lines.every((line, place) => place <= index || !line.isShown)}
              pattern={`url(#${patterns}-${index})`}
            />
          </g>
        ) : null,
      )}
      {before.every(value => value === null) ? null : (
        <path
          d={linePath(before, places)}
          fill="none"
          stroke="var(--ink)"
          strokeOpacity={0.75}
          strokeWidth={1.5}
          strokeDasharray="5 4"
        />
      )}
    </g>
  )
}

type Spans = StackRow['spans']

interface ShapeProps {
  readonly spans: Spans
  /** Of the step that is not over: drawn apart, not as a fall. */
  readonly running: Spans
  readonly places: Places
  readonly look: SplitShapesProps['look']
  readonly colour: string
  readonly isSingle: boolean
  /** Nothing lies upon it. */
  readonly isTop: boolean
  readonly pattern: string
}

function Shape({ spans, running, places, look, colour, isSingle, isTop, pattern }: ShapeProps) {
  const tops = spans.map(span => span?.[1] ?? null)
  const step = running.findIndex(span => span !== null)
  const dot =
    step === -1 ? null : (
      <circle
        cx={places.x(step)}
        cy={places.y(running[step]?.[1] ?? 0)}
        r={3.5}
        fill="var(--panel)"
        stroke={colour}
        strokeWidth={1.5}
      />
    )
  switch (look) {
    case 'bars':
      return (
        <>
          <path d={barPath(spans, places, widestBar)} fill={colour} />
          <path d={barPath(running, places, widestBar)} fill={pattern} />
        </>
      )
    case 'areas':
      return (
        <>
          <path d={areaPath(spans, places)} fill={colour} fillOpacity={isSingle ? 0.22 : 0.88} />
          {isSingle ? (
            <path d={linePath(tops, places)} fill="none" stroke={colour} strokeWidth={1.5} />
          ) : null}
          {isTop ? dot : null}
        </>
      )
    case 'lines':
      return (
        <>
          <path
            d={linePath(tops, places)}
            fill="none"
            stroke={colour}
            strokeWidth={2}
            strokeLinejoin="round"
            strokeLinecap="round"
          />
          {dot}
        </>
      )
  }
}
