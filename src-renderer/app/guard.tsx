import { ConnectPage } from '../features/connect/connect-page.tsx'
import { useConnection } from '../lib/connection-store.ts'
import { Shell } from './shell.tsx'

/** Shows the screens to who is signed in, and the way in to everybody else. */
export function Guard() {
  const state = useConnection(store => store.state)
  if (state === null) return null
  const isIn = state.kind === 'online' || (state.kind === 'offline' && state.operator !== null)
  return isIn ? <Shell /> : <ConnectPage state={state} />
}
