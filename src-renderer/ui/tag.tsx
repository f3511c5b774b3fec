import type { ReactNode } from 'react'
import classes from './ui.module.css'

export type Tone = 'ok' | 'warn' | 'bad' | 'plain'

interface TagProps {
  readonly tone: Tone
  /** Always a word beside the colour. */
  readonly children: ReactNode
  readonly title?: string
}

/** A state: a coloured dot and a word. `plain` has no dot. */
export function Tag({ tone, children, title }: TagProps) {
  return (
    <span className={classes['tag']} data-tone={tone} title={title}>
      {tone === 'plain' ? null : <span className={classes['dot']} aria-hidden />}
      {children}
    </span>
  )
}
