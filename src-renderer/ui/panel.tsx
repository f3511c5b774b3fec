import { type ReactNode, useId } from 'react'
import classes from './ui.module.css'

interface PanelProps {
  readonly title?: string
  /** Right of the title: a link to the whole list, a choice of span. */
  readonly right?: ReactNode
  /** Lets a table reach the border. */
  readonly flush?: boolean
  readonly className?: string
  readonly children: ReactNode
}

/** A part of a screen: a hairline border, a title, its content. */
export function Panel({ title, right, flush = false, className = '', children }: PanelProps) {
  const id = useId()
  return (
    <section
      className={`${classes['panel']} ${className}`}
      data-flush={flush}
      {...(title === undefined ? {} : { 'aria-labelledby': id })}
    >
      {title === undefined ? null : (
        <div className={classes['panelHead']}>
          <h2 id={id} className={classes['panelTitle']}>
            {title}
          </h2>
          {right}
        </div>
      )}
      {children}
    </section>
  )
}
