import classes from './ui.module.css'

interface UsageBarProps {
  /** Used part, 0 to 1; more shows as full. */
  readonly part: number
  readonly label: string
  /** Full is what is wanted: it stays teal. */
  readonly isProgress?: boolean
}

/** How much of something is used: teal, amber from 80 %, red when it is gone. */
export function UsageBar({ part, label, isProgress = false }: UsageBarProps) {
  const shown = Math.min(1, Math.max(0, part))
  const tone = isProgress ? 'ok' : shown >= 0.999 ? 'bad' : shown >= 0.8 ? 'warn' : 'ok'
  return (
    <div className={classes['bar']} data-tone={tone} role="img" aria-label={label}>
      <i style={{ width: `${shown * 100}%` }} />
    </div>
  )
}
