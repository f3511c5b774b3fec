import { useEffect } from 'react'
import { useNavigate } from 'react-router'
import { ConnectPage } from '../features/connect/connect-page.tsx'
import { bridge } from '../lib/bridge.ts'
import { useConnection } from '../lib/connection-store.ts'
import { Shell } from './shell.tsx'

/** Shows the screens to who is signed in, and the way in to everybody else. */
export function Guard() {
  const state = useConnection(store => store.state)
  const navigate = useNavigate()
  // A link that is opened before one is signed in is where one comes out afterwards.
  useEffect(() => bridge.on('navigate', ({ to }) => void navigate(to)), [navigate])
  if (state === null) return null
  const isIn = state.kind === 'online' || (state.kind === 'offline' && state.operator !== null)
  return isIn ? <Shell /> : <ConnectPage state={state} />
}
