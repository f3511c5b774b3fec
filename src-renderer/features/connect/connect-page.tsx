import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConnectionState } from '../../../src-main/ipc-contract/connection.ts'
import { ask } from '../../lib/bridge.ts'

export function ConnectPage({ state }: { readonly state: ConnectionState }) {
  const { t } = useTranslation()
  const profiles = useQuery({ queryKey: ['profiles'], queryFn: () => ask('profiles.list', {}) })
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  return (
    <Stack p="xl" maw={400}>
      <div>{state.kind}</div>
      {profiles.data?.map(one => (
        <Button key={one.id} onClick={() => void ask('connection.open', { profileId: one.id })}>
          {one.name}
        </Button>
      ))}
      <TextInput label="e-mail" value={email} onChange={event => setEmail(event.currentTarget.value)} />
      <PasswordInput
        label="password"
        value={password}
        onChange={event => setPassword(event.currentTarget.value)}
      />
      <Button onClick={() => void ask('session.signIn', { email, password, keep: 'memory' })}>
        {t('next')}
      </Button>
    </Stack>
  )
}
