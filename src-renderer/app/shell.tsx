import { useEffect } from 'react'
import { useFollowedZone } from '../lib/hub-zone.ts'
import { ConnectionBanner } from './connection-banner.tsx'
import { Navigation } from './navigation.tsx'
import { Palette } from './palette.tsx'
import { AppRoutes, warmRoutes } from './routes.tsx'
import classes from './shell.module.css'
import { ShortcutList } from './shortcut-list.tsx'

/** The frame of every screen: navigation left, the screen right. */
export function Shell() {
  useFollowedZone()
  useEffect(warmRoutes, [])
  return (
    <div className={classes['shell']}>
      <Navigation />
      <main className={classes['main']}>
        <ConnectionBanner />
        <AppRoutes />
      </main>
      <Palette />
      <ShortcutList />
    </div>
  )
}
