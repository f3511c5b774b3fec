import classes from './ui.module.css'

/** How much waits, in the colour of how bad that is. */
export function CountBadge({ count, tone }: { readonly count: number; readonly tone: 'warn' | 'bad' }) {
  return (
    <span className={classes['tag']} data-tone={tone}>
      {count > 99 ? '99+' : count}
    </span>
  )
}
