import { useId } from 'react'
import { useTranslation } from 'react-i18next'
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

export interface TrafficPoint {
  readonly at: number
  readonly upload: number
  readonly download: number
}

interface TrafficChartProps {
  readonly points: readonly TrafficPoint[]
  readonly height?: number
  /** How an instant is written below the axis. */
  label(at: number): string
  /** What a value is written as; bytes by default. */
  value?(amount: number): string
}

/** Traffic over time: download as an area, upload as a dashed line. */
export function TrafficChart({ points, height = 200, label, value }: TrafficChartProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const write = value ?? format.bytes
  const gradient = useId()
  return (
    <ResponsiveContainer width="100%" height={height}>
      <ComposedChart data={[...points]} margin={{ top: 8, right: 4, bottom: 0, left: 0 }}>
        <defs>
          <linearGradient id={gradient} x1="0" y1="0" x2="0" y2="1">
            <stop offset="0%" stopColor={chartColours.download} stopOpacity={0.28} />
            <stop offset="100%" stopColor={chartColours.download} stopOpacity={0.02} />
          </linearGradient>
        </defs>
        <CartesianGrid vertical={false} stroke={chartColours.grid} />
        <XAxis
          dataKey="at"
          tickFormatter={label}
          tickLine={false}
          axisLine={false}
          minTickGap={60}
          tick={{ fill: chartColours.text, fontSize: 12 }}
        />
        <YAxis
          tickFormatter={amount => tickText(write(amount))}
          tickCount={4}
          tickLine={false}
          axisLine={false}
          width={68}
          tick={{ fill: chartColours.text, fontSize: 12 }}
        />
        <Tooltip
          cursor={{ stroke: chartColours.grid }}
          isAnimationActive={false}
          content={<ChartTooltip title={at => format.instant(at)} value={write} />}
        />
        <Area
          dataKey="download"
          name={t('download')}
          type="monotone"
          stroke={chartColours.download}
          strokeWidth={2}
          fill={`url(#${gradient})`}
          isAnimationActive={false}
        />
        <Line
          dataKey="upload"
          name={t('upload')}
          type="monotone"
          stroke={chartColours.upload}
          strokeWidth={1.5}
          strokeDasharray="4 4"
          dot={false}
          isAnimationActive={false}
        />
      </ComposedChart>
    </ResponsiveContainer>
  )
}
