interface SparklineProps {
  readonly values: readonly number[]
  readonly width?: number
  readonly height?: number
}

/** The shape of a few values, without axis or figures; hidden from those who hear the page. */
export function Sparkline({ values, width = 92, height = 28 }: SparklineProps) {
  if (values.length < 2) return null
  const most = Math.max(...values)
  const least = Math.min(...values)
  const span = most - least || 1
  const points = values.map((value, index) => {
    const x = (index / (values.length - 1)) * width
    const y = height - 2 - ((value - least) / span) * (height - 4)
    return `${x.toFixed(1)},${y.toFixed(1)}`
  })
  return (
    <svg width={width} height={height} aria-hidden="true">
      <polyline
        points={points.join(' ')}
        fill="none"
        stroke="var(--water)"
        strokeWidth="2"
        strokeLinejoin="round"
      />
    </svg>
  )
}
