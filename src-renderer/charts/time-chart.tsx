import { useId } from 'react'
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import { useFormat } from '../lib/use-format.ts'
import { chartColours } from './chart-colours.ts'
import { ChartTooltip } from './chart-tooltip.tsx'
import { tickText } from './tick-text.ts'
import { localOffset, timeTicks } from './time-ticks.ts'

/** Values of one instant by the id of their line; null where there is none: the line breaks. */
export type TimePoint = { readonly at: number } & { readonly [line: string]: number | null }

export interface TimeLine {
  readonly id: string
  readonly name: string
  readonly colour: string
  readonly look: 'area' | 'dashed'
}

interface TimeChartProps {
  readonly points: readonly TimePoint[]
  readonly lines: readonly TimeLine[]
  /** What the axis reaches over, whether or not there are points. */
  readonly from: number
  readonly until: number
  readonly height?: number
  /** End of the axis of values, where it is known: what is whole. */
  readonly most?: number
  value(amount: number): string
  /** What the figure is of, for those who hear it. */
  readonly label: string
}

const mostTicks = 4
const day = 86_400_000

/** Something measured again and again: gaps between measurements stay gaps. */
export function TimeChart({ points, lines, from, until, height = 150, most, value, label }: TimeChartProps) {
  const format = useFormat()
  const gradient = useId()
  const write = until - from > 2 * day ? format.monthDay : format.clock
  return (
    <figure aria-label={label} style={{ margin: 0 }}>
      <ResponsiveContainer width="100%" height={height}>
        <ComposedChart data={[...points]} margin={{ top: 8, right: 8, bottom: 0, left: 0 }}>
          <defs>
            {lines.map(line => (
              <linearGradient key={line.id} id={`${gradient}-${line.id}`} x1="0" y1="0" x2="0" y2="1">
                <stop offset="0%" stopColor={line.colour} stopOpacity={0.24} />
                <stop offset="100%" stopColor={line.colour} stopOpacity={0.02} />
              </linearGradient>
            ))}
          </defs>
          <CartesianGrid vertical={false} stroke={chartColours.grid} />
          <XAxis
            dataKey="at"
            type="number"
            scale="time"
            domain={[from, until]}
            ticks={[...timeTicks(from, until, mostTicks, localOffset(from))]}
            tickFormatter={write}
            tickLine={false}
            axisLine={false}
            tick={{ fill: chartColours.text, fontSize: 12 }}
          />
          <YAxis
            domain={[0, most ?? 'auto']}
            tickFormatter={amount => tickText(value(amount))}
            tickCount={4}
            tickLine={false}
            axisLine={false}
            width={80}
            tick={{ fill: chartColours.text, fontSize: 12 }}
          />
          <Tooltip
            cursor={{ stroke: chartColours.grid }}
            isAnimationActive={false}
            content={<ChartTooltip title={at => format.short(at)} value={value} />}
          />
          {lines.map(line =>
            line.look === 'area' ? (
              <Area
                key={line.id}
                dataKey={line.id}
                name={line.name}
                type="monotone"
                stroke={line.colour}
                strokeWidth={1.5}
                fill={`url(#${gradient}-${line.id})`}
                isAnimationActive={false}
              />
            ) : (
              <Line
                key={line.id}
                dataKey={line.id}
                name={line.name}
                type="monotone"
                stroke={line.colour}
                strokeWidth={1.5}
                strokeDasharray="4 4"
                dot={false}
                isAnimationActive={false}
              />
            ),
          )}
        </ComposedChart>
      </ResponsiveContainer>
    </figure>
  )
}
