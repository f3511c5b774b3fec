import { Alert, Button, Checkbox, Group, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Profile } from '../../../src-main/ipc-contract/profile.ts'
import { ask } from '../../lib/bridge.ts'
import { useConnection } from '../../lib/connection-store.ts'
import { FailureAlert } from '../../ui/failure-alert.tsx'

interface SignInProps {
  readonly profile: Profile
  readonly because: 'new' | 'signed-out' | 'ended'
}

/** Who one is. Where the token stays is the operator's choice. */
export function SignIn({ profile, because }: SignInProps) {
  const { t } = useTranslation('connect')
  const hasKeyring = useConnection(store => store.app?.hasKeyring ?? false)
  const [email, setEmail] = useState(profile.email)
  const [password, setPassword] = useState('')
  const [isKept, setKept] = useState(false)
  const signIn = useMutation({
    mutationFn: () => {
      const keep = isKept ? (hasKeyring ? ('keyring' as const) : ('clear' as const)) : ('memory' as const)
      return ask('session.signIn', { email, password, keep })
    },
  })
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        signIn.mutate()
      }}
    >
      <Stack>
        <h1>{t('signInTo', { name: profile.name })}</h1>
        {because === 'ended' ? <Alert color="yellow">{t('ended')}</Alert> : null}
        <TextInput
          label={t('email')}
          type="email"
          value={email}
          required
          autoComplete="username"
          autoFocus={email === ''}
          onChange={event => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label={t('password')}
          value={password}
          required
          autoComplete="current-password"
          autoFocus={email !== ''}
          onChange={event => setPassword(event.currentTarget.value)}
        />
        <Checkbox
          checked={isKept}
          label={hasKeyring ? t('keep') : t('keepClear')}
          description={hasKeyring ? undefined : t('keepClearHint')}
          onChange={event => setKept(event.currentTarget.checked)}
        />
        <FailureAlert error={signIn.error} />
        <Group justify="space-between">
          <Button variant="subtle" color="gray" onClick={() => void ask('connection.close', {})}>
            {t('otherHub')}
          </Button>
          <Button type="submit" loading={signIn.isPending}>
            {t('signIn')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
