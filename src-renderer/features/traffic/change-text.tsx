import { useFormat } from '../../lib/use-format.ts'
import type { Change } from './build-figures.ts'
import classes from './traffic.module.css'

/** "▲ 12 %", with the bytes on hover; more is neither good nor bad. */
export function ChangeText({ change }: { readonly change: Change | null }) {
  const { exactBytes } = useFormat()
  if (change === null || change.part === null) return <span className={classes['faint']}>–</span>
  const { part, before, now } = change
  const text = `${Math.abs(part * 100).toFixed(Math.abs(part) < 0.0995 ? 1 : 0)}%`
  return (
    <span className={classes['change']} title={`${exactBytes(before)} → ${exactBytes(now)}`}>
      {part < 0 ? '▼ −' : part > 0 ? '▲ +' : ''}
      {text}
    </span>
  )
}
