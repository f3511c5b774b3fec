import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { ConnectionState } from '../../../src-main/ipc-contract/connection.ts'
import type { Profile } from '../../../src-main/ipc-contract/profile.ts'
import { ask } from '../../lib/bridge.ts'
import { ConnectFrame } from './connect-frame.tsx'
import { ConnectTrouble } from './connect-trouble.tsx'
import { HubForm } from './hub-form.tsx'
import { HubList } from './hub-list.tsx'
import { PasswordChange } from './password-change.tsx'
import { SecondFactor } from './second-factor.tsx'
import { SignIn } from './sign-in.tsx'

type Place = { readonly kind: 'list' } | { readonly kind: 'form'; readonly profile: Profile | null }

/** The way in: which hub, who one is, and what stands in between. */
export function ConnectPage({ state }: { readonly state: ConnectionState }) {
  const profiles = useQuery({ queryKey: ['profiles'], queryFn: () => ask('profiles.list', {}), staleTime: 0 })
  const [place, setPlace] = useState<Place>({ kind: 'list' })
  const profileId = 'profileId' in state ? state.profileId : null
  const profile = profiles.data?.find(one => one.id === profileId) ?? null
  useEffect(() => {
    document.title = 'Sluice'
  }, [])
  if (profiles.data === undefined) return null
  const look = (one: Profile | null) => {
    void ask('connection.close', {})
    setPlace({ kind: 'form', profile: one })
  }
  const refresh = () => void profiles.refetch()

  if (place.kind === 'form') {
    return (
      <ConnectFrame>
        <HubForm
          profile={place.profile}
          onDone={() => {
            refresh()
            setPlace({ kind: 'list' })
          }}
          onCancel={() => setPlace({ kind: 'list' })}
        />
      </ConnectFrame>
    )
  }
  if (profile === null || state.kind === 'none') {
    return (
      <ConnectFrame>
        <HubList profiles={profiles.data} onAdd={() => look(null)} onEdit={look} onChanged={refresh} />
      </ConnectFrame>
    )
  }
  switch (state.kind) {
    case 'connecting':
    case 'refused':
    case 'offline':
    case 'online':
      return (
        <ConnectFrame>
          <ConnectTrouble state={state} profile={profile} onLook={() => look(profile)} />
        </ConnectFrame>
      )
    case 'signed-out':
      return (
        <ConnectFrame>
          <SignIn key={profile.email} profile={profile} because={state.because} />
        </ConnectFrame>
      )
    case 'second-factor':
      return (
        <ConnectFrame>
          <SecondFactor />
        </ConnectFrame>
      )
    case 'password-change':
      return (
        <ConnectFrame>
          <PasswordChange />
        </ConnectFrame>
      )
  }
}
