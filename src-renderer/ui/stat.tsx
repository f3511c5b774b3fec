import type { ReactNode } from 'react'
import { Link } from 'react-router'
import classes from './ui.module.css'

interface StatProps {
  readonly label: string
  readonly value: ReactNode
  readonly note?: ReactNode
  /** A second line below. */
  readonly more?: ReactNode
  /** The list behind the number: the whole card leads there, but for links within `note` and `more`. */
  readonly to?: string
  readonly aside?: ReactNode
}

/** A number with what it is and what stands behind it. */
export function Stat({ label, value, note, more, to, aside }: StatProps) {
  return (
    <section className={`${classes['panel']} ${classes['stat']}`}>
      <h2>
        {to === undefined ? (
          label
        ) : (
          <Link to={to} className={classes['statLink']}>
            {label}
          </Link>
        )}
      </h2>
      <div style={{ display: 'flex', alignItems: 'center', justifyContent: 'space-between', gap: 8 }}>
        <div className={classes['statValue']}>{value}</div>
        {aside}
      </div>
      <div className={classes['statNote']}>{note}</div>
      {more === undefined ? null : <div className={classes['statNote']}>{more}</div>}
    </section>
  )
}
