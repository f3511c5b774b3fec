import { usePlotArea } from 'recharts'
import { placesOf } from './build-shapes.ts'
import { chartColours } from './chart-colours.ts'
import { tickText } from './tick-text.ts'

interface AmountAxisProps {
  /** From zero to the end of the axis. */
  readonly amounts: readonly number[]
  value(amount: number): string
}

/** Lines across the plot with what they stand for. Recharts draws no axis of amounts that no graph of its own uses. */
export function AmountAxis({ amounts, value }: AmountAxisProps) {
  const plot = usePlotArea()
  if (plot === undefined) return null
  const { y } = placesOf(plot, 1, amounts.at(-1) ?? 1)
  return (
    <g>
      {amounts.map(amount => (
        <g key={amount}>
          <line
            x1={plot.x}
            x2={plot.x + plot.width}
            y1={y(amount)}
            y2={y(amount)}
            stroke={chartColours.grid}
          />
          <text
            x={plot.x - 8}
            y={y(amount)}
            dy="0.355em"
            textAnchor="end"
            fontSize={12}
            fill={chartColours.text}
          >
            {tickText(value(amount))}
          </text>
        </g>
      ))}
    </g>
  )
}
