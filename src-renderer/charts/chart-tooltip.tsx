import classes from './charts.module.css'

interface ChartTooltipProps {
  readonly active?: boolean
  readonly label?: number | string
  readonly payload?: readonly {
    readonly name?: string
    readonly value?: number | null
    readonly color?: string
  }[]
  title(label: number): string
  value(amount: number): string
}

/** The exact figures at one place of a chart. */
export function ChartTooltip({ active = false, label, payload = [], title, value }: ChartTooltipProps) {
  if (!active || payload.length === 0) return null
  return (
    <div className={classes['tooltip']}>
      <div className={classes['tooltipTitle']}>{title(Number(label))}</div>
      {payload.map(({ name = '', value: amount, color }) =>
        typeof amount !== 'number' ? null : (
          <div key={name} className={classes['tooltipLine']}>
            <span style={{ color }}>●</span>
            <span>{name}</span>
            <b>{value(amount)}</b>
          </div>
        ),
      )}
    </div>
  )
}
