import { create } from 'zustand'
import type { Right } from '../../hub/contract/rights.ts'
import type { ChannelAnswer } from '../../src-main/ipc-contract/channels.ts'
import type { ConnectionState } from '../../src-main/ipc-contract/connection.ts'
import { ask, bridge } from './bridge.ts'

interface ConnectionStore {
  /** Null until the main process has answered for the first time. */
  readonly state: ConnectionState | null
  readonly app: ChannelAnswer<'app.read'> | null
}

/** How the connection to the hub stands, as the main process last said. */
export const useConnection = create<ConnectionStore>()(() => ({ state: null, app: null }))

/** Reads how things stand and follows every change from then on. */
export async function startConnection(): Promise<void> {
  bridge.on('connection.changed', state => useConnection.setState({ state }))
  const [state, app] = await Promise.all([ask('connection.read', {}), ask('app.read', {})])
  useConnection.setState({ state, app })
}

const nobody: readonly Right[] = []

/** What the signed-in operator may do. The hub decides; this only keeps from offering what it would refuse. */
export function useRights(): readonly Right[] {
  return useConnection(({ state }) =>
    state?.kind === 'online' || state?.kind === 'offline' ? state.rights : nobody,
  )
}

export function useRight(right: Right): boolean {
  return useRights().includes(right)
}
