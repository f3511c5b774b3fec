const radius = 46
const around = 2 * Math.PI * radius

/** How much is left, as the part of a ring; the figures stand beside it. */
export function Ring(props: {
  readonly share: number
  readonly label: string
  readonly level: '' | 'warn' | 'bad'
}) {
  const { share, label, level } = props
  const percent = Math.floor(Math.min(1, Math.max(0, share)) * 100)
  const length = (around * percent) / 100
  return (
    <svg viewBox="0 0 112 112" role="img" aria-label={`${percent}% ${label}`}>
      <circle className="track" cx="56" cy="56" r={radius} fill="none" strokeWidth="11" />
      {percent > 0 && (
        <circle
          className={`arc ${level}`.trim()}
          cx="56"
          cy="56"
          r={radius}
          fill="none"
          strokeWidth="11"
          strokeLinecap="round"
          strokeDasharray={`${length.toFixed(1)} ${around.toFixed(1)}`}
          transform="rotate(-90 56 56)"
        />
      )}
      <text x="56" y="58">
        {percent}%
      </text>
      <text className="lbl" x="56" y="76">
        {label}
      </text>
    </svg>
  )
}
