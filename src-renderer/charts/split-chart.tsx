import { memo, useId, useMemo } from 'react'
import {
  Area,
  Bar,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceDot,
  ResponsiveContainer,
  XAxis,
  YAxis,
} from 'recharts'
import { buildStacks, type StackRow } from './build-stacks.ts'
import { chartColours } from './chart-colours.ts'
import { plotFrame } from './plot-frame.ts'
import { tickText } from './tick-text.ts'

export interface SplitLine {
  readonly key: string
  readonly colour: string
  readonly values: readonly number[]
  readonly isShown: boolean
}

export interface SplitChartProps {
  readonly lines: readonly SplitLine[]
  /** Drawn dashed: what all of them were in another span. */
  readonly before: readonly number[] | null
  readonly steps: number
  /** The last step is not over: what it holds is drawn apart, not as a fall. */
  readonly isRunning: boolean
  readonly look: 'bars' | 'areas' | 'lines'
  readonly height: number
  /** Steps that are written below the axis. */
  readonly ticks: readonly number[]
  tick(step: number): string
  value(amount: number): string
}

const widestBar = 30
const topOf = (span: readonly [number, number] | null | undefined) => span?.[1] ?? null
const heightOf = (span: readonly [number, number] | null | undefined) =>
  span === null || span === undefined ? null : span[1] - span[0]

/** Something over time in several colours, each step in its own place of equal width. */
export const SplitChart = memo(function SplitChart(props: SplitChartProps) {
  const { lines, before, steps, isRunning, look, height, ticks, tick, value } = props
  const id = useId()
  const rows = useMemo(
    () => buildStacks({ lines, before, steps, isRunning, isStacked: look !== 'lines' }),
    [lines, before, steps, isRunning, look],
  )
  const running = isRunning ? rows.at(-1) : undefined
  const isSingle = lines.filter(line => line.isShown).length === 1
  return (
    <ResponsiveContainer width="100%" height={height}>
      <ComposedChart
        data={rows as StackRow[]}
        margin={{ top: plotFrame.top, right: plotFrame.right, bottom: 0, left: 0 }}
        barCategoryGap="18%"
        accessibilityLayer={false}
      >
        <defs>
          {lines.map(({ colour }, index) => (
            <pattern
              // biome-ignore lint/suspicious/noArrayIndexKey: a line's place is what its pattern goes by
              key={index}
              id={`${id}-${index}`}
              width="5"
              height="5"
              patternUnits="userSpaceOnUse"
              patternTransform="rotate(45)"
            >
              <rect width="5" height="5" fill={colour} fillOpacity="0.18" />
              <rect width="2" height="5" fill={colour} fillOpacity="0.7" />
            </pattern>
          ))}
        </defs>
        <CartesianGrid vertical={false} stroke={chartColours.grid} />
        <XAxis
          dataKey="step"
          type="category"
          scale="band"
          ticks={[...ticks]}
          interval={0}
          tickFormatter={tick}
          tickLine={false}
          axisLine={{ stroke: chartColours.grid }}
          height={plotFrame.bottom}
          tick={{ fill: chartColours.text, fontSize: 12 }}
        />
        <YAxis
          tickFormatter={amount => tickText(value(amount))}
          tickCount={5}
          domain={[0, 'auto']}
          tickLine={false}
          axisLine={false}
          width={plotFrame.left}
          tick={{ fill: chartColours.text, fontSize: 12 }}
        />
        {lines.map(({ key, colour, isShown }, index) => {
          if (!isShown) return null
          const shared = { key, className: `series series-${index}`, isAnimationActive: false } as const
          if (look === 'bars')
            return (
              <Bar
                {...shared}
                key={key}
                dataKey={(row: StackRow) => heightOf(row.spans[index])}
                stackId="all"
                fill={colour}
                maxBarSize={widestBar}
              />
            )
          if (look === 'areas')
            return (
              <Area
                {...shared}
                key={key}
                dataKey={(row: StackRow) => row.spans[index]}
                type="linear"
                stroke={isSingle ? colour : 'none'}
                strokeWidth={1.5}
                fill={colour}
                fillOpacity={isSingle ? 0.22 : 0.88}
                activeDot={false}
              />
            )
          return (
            <Line
              {...shared}
              key={key}
              dataKey={(row: StackRow) => topOf(row.spans[index])}
              type="linear"
              stroke={colour}
              strokeWidth={2}
              dot={false}
              activeDot={false}
            />
          )
        })}
        {running === undefined || look !== 'bars'
          ? null
          : lines.map(({ key, isShown }, index) =>
              isShown ? (
                <Bar
                  key={`${key} so far`}
                  className={`series series-${index}`}
                  dataKey={(row: StackRow) => heightOf(row.running[index])}
                  stackId="all"
                  fill={`url(#${id}-${index})`}
                  maxBarSize={widestBar}
                  isAnimationActive={false}
                />
              ) : null,
            )}
        {before === null ? null : (
          <Line
            className="before"
            dataKey="before"
            type="linear"
            stroke="var(--ink)"
            strokeOpacity={0.75}
            strokeWidth={1.5}
            strokeDasharray="5 4"
            dot={false}
            activeDot={false}
            isAnimationActive={false}
          />
        )}
        {running === undefined || look === 'bars'
          ? null
          : lines.map(({ key, colour }, index) => {
              const top = topOf(running.running[index])
              return top === null ? null : (
                <ReferenceDot
                  key={key}
                  className={`series series-${index}`}
                  x={running.step}
                  y={top}
                  r={3.5}
                  fill="var(--panel)"
                  stroke={colour}
                  strokeWidth={1.5}
                />
              )
            })}
      </ComposedChart>
    </ResponsiveContainer>
  )
})
