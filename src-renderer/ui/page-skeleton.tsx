import { Skeleton } from '@mantine/core'
import classes from './ui.module.css'

/** While the code of a screen is read for the first time. */
export function PageSkeleton() {
  return (
    <div className={classes['page']} aria-busy="true">
      <Skeleton height={30} width={180} />
      <Skeleton height={120} />
      <Skeleton height={320} />
    </div>
  )
}
