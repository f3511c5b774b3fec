import { memo, useId, useMemo } from 'react'
import { ComposedChart, ResponsiveContainer, XAxis } from 'recharts'
import { AmountAxis } from './amount-axis.tsx'
import { roundAmounts } from './build-shapes.ts'
import { buildStacks, highestOf, type StackRow } from './build-stacks.ts'
import { chartColours } from './chart-colours.ts'
import { plotFrame } from './plot-frame.ts'
import { SplitShapes } from './split-shapes.tsx'

export interface SplitLine {
  readonly key: string
  readonly colour: string
  readonly values: readonly number[]
  readonly isShown: boolean
}

interface SplitChartProps {
  readonly lines: readonly SplitLine[]
  /** Drawn dashed: what all of them were in another span. */
  readonly before: readonly (number | null)[] | null
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

/** Something over time in several colours, each step in its own place of equal width. */
export const SplitChart = memo(function SplitChart(props: SplitChartProps) {
  const { lines, before, steps, isRunning, look, height, ticks, tick, value } = props
  const id = useId()
  const rows = useMemo(
    () => buildStacks({ lines, before, steps, isRunning, isStacked: look !== 'lines' }),
    [lines, before, steps, isRunning, look],
  )
  const amounts = useMemo(() => roundAmounts(highestOf(rows)), [rows])
  return (
    <ResponsiveContainer width="100%" height={height}>
      <ComposedChart
        data={rows as StackRow[]}
        margin={{ top: plotFrame.top, right: plotFrame.right, bottom: 0, left: plotFrame.left }}
        accessibilityLayer={false}
      >
        <defs>
          {lines.map(({ key, colour }, index) => (
            <pattern
              key={key}
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
        <AmountAxis amounts={amounts} value={value} />
        <SplitShapes rows={rows} lines={lines} look={look} most={amounts.at(-1) ?? 1} patterns={id} />
      </ComposedChart>
    </ResponsiveContainer>
  )
})
