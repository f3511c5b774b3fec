import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { HashRouter } from 'react-router'
import { useConnection } from '../lib/connection-store.ts'
import { useDress } from '../lib/dress.ts'
import { followEvents } from '../lib/follow-events.ts'
import { forgetLists } from '../lib/last-lists.ts'
import { queryClient } from '../lib/query-client.ts'
import { FailureBoundary } from './failure-boundary.tsx'
import { Guard } from './guard.tsx'
import { buildTheme, resolveVariables } from './theme.ts'

/**
 * What one hub answered is nothing to another. Forgotten before anything is drawn for the new one: what has begun to ask
 * by then would never hear an answer.
 */
function forgetOtherHubs() {
  const hubOf = ({ state }: ReturnType<typeof useConnection.getState>) =>
    state !== null && 'profileId' in state ? state.profileId : null
  return useConnection.subscribe((now, before) => {
    if (hubOf(now) === hubOf(before)) return
    queryClient.clear()
    forgetLists()
  })
}

/** Everything around the screens: look, data, routes. */
export function App() {
  const choice = useDress(dress => dress.theme)
  const { t } = useTranslation()
  const theme = useMemo(() => buildTheme({ close: t('close') }), [t])
  useEffect(followEvents, [])
  useEffect(forgetOtherHubs, [])
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={resolveVariables}
      {...(choice === 'system' ? { defaultColorScheme: 'auto' as const } : { forceColorScheme: choice })}
    >
      <Notifications position="bottom-right" limit={4} />
      <QueryClientProvider client={queryClient}>
        <FailureBoundary>
          <HashRouter>
            <Guard />
          </HashRouter>
        </FailureBoundary>
      </QueryClientProvider>
    </MantineProvider>
  )
}
