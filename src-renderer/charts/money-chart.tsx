import {
  Bar,
  BarChart,
  CartesianGrid,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import { useFormat } from '../lib/use-format.ts'
import { chartColours } from './chart-colours.ts'
import { ChartTooltip } from './chart-tooltip.tsx'

export interface MoneyPoint {
  readonly at: number
  /** Fen, none below zero. */
  readonly wechat: number
  readonly manual: number
  readonly refunded: number
}

interface MoneyChartProps {
  readonly points: readonly MoneyPoint[]
  readonly height?: number
  label(at: number): string
  readonly names: { readonly wechat: string; readonly manual: string; readonly refunded: string }
}

const widestBar = 34

/** Money by day or month: what came above the line, what went back below it. */
export function MoneyChart({ points, height = 200, label, names }: MoneyChartProps) {
  const format = useFormat()
  const data = points.map(point => ({ ...point, refunded: -point.refunded }))
  return (
    <ResponsiveContainer width="100%" height={height}>
      <BarChart data={data} stackOffset="sign" margin={{ top: 8, right: 4, bottom: 0, left: 0 }}>
        <CartesianGrid vertical={false} stroke={chartColours.grid} />
        <XAxis
          dataKey="at"
          tickFormatter={label}
          tickLine={false}
          axisLine={false}
          minTickGap={40}
          tick={{ fill: chartColours.text, fontSize: 12 }}
        />
        <YAxis
          tickFormatter={fen => format.wholeMoney(fen)}
          tickCount={4}
          tickLine={false}
          axisLine={false}
          width={72}
          tick={{ fill: chartColours.text, fontSize: 12 }}
        />
        <Tooltip
          cursor={{ fill: 'var(--sel)' }}
          isAnimationActive={false}
          content={<ChartTooltip title={label} value={format.money} />}
        />
        <ReferenceLine y={0} stroke={chartColours.text} strokeOpacity={0.4} />
        <Bar
          dataKey="wechat"
          name={names.wechat}
          stackId="money"
          fill={chartColours.money}
          maxBarSize={widestBar}
          isAnimationActive={false}
        />
        <Bar
          dataKey="manual"
          name={names.manual}
          stackId="money"
          fill={chartColours.moneyByHand}
          maxBarSize={widestBar}
          isAnimationActive={false}
        />
        <Bar
          dataKey="refunded"
          name={names.refunded}
          stackId="money"
          fill={chartColours.refund}
          maxBarSize={widestBar}
          isAnimationActive={false}
        />
      </BarChart>
    </ResponsiveContainer>
  )
}
