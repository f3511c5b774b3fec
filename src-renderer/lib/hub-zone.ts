import { useEffect } from 'react'
import { create } from 'zustand'
import { readOverview } from '../../hub/contract/admin/overview.ts'
import { useHub } from './use-hub.ts'

/** The time zone of the hub, in which its days begin; this computer's until it has said so. */
export const useHubZone = create<{ readonly zone: string }>()(() => ({
  zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
}))

/** Keeps to what the hub last said. */
export function useFollowedZone(): void {
  const zone = useHub(readOverview).data?.timeZone
  useEffect(() => {
    if (zone !== undefined) useHubZone.setState({ zone })
  }, [zone])
}
