import { Skeleton } from '@mantine/core'
import { Panel } from '../../ui/panel.tsx'
import classes from './overview.module.css'

const stats = ['money', 'users', 'traffic', 'nodes']

/** The shape of the overview before its numbers are there: nothing moves when they come. */
export function OverviewSkeleton() {
  return (
    <>
      <div className={classes['stats']} aria-busy="true">
        {stats.map(name => (
          <Panel key={name} className={classes['statSkeleton'] ?? ''}>
            <Skeleton height={12} width="40%" />
            <Skeleton height={24} width="60%" />
            <Skeleton height={12} width="75%" />
            <Skeleton height={12} width="55%" />
          </Panel>
        ))}
      </div>
      <div className={classes['middle']}>
        <Panel>
          <Skeleton height={12} width="22%" />
          <div className={classes['chartSkeleton']} />
        </Panel>
        <Panel>
          <Skeleton height={12} width="30%" />
          <div className={classes['chartSkeleton']} />
        </Panel>
      </div>
    </>
  )
}
