import { Button, Group, Loader, PasswordInput, Stack } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConnectionState } from '../../../src-main/ipc-contract/connection.ts'
import type { Profile } from '../../../src-main/ipc-contract/profile.ts'
import { ask, CallFailed } from '../../lib/bridge.ts'
import { useFormat } from '../../lib/use-format.ts'
import { useNow } from '../../lib/use-now.ts'
import { FailureAlert } from '../../ui/failure-alert.tsx'
import { Fingerprint } from './fingerprint.tsx'

type Trouble = Extract<ConnectionState, { kind: 'connecting' | 'refused' | 'offline' | 'online' }>

interface ConnectTroubleProps {
  readonly state: Trouble
  readonly profile: Profile
  onLook(): void
}

/** While a hub is being reached, cannot be, or must not be believed. */
export function ConnectTrouble({ state, profile, onLook }: ConnectTroubleProps) {
  const { t } = useTranslation(['connect', 'common'])
  const leave = () => void ask('connection.close', {})
  if (state.kind === 'connecting' || state.kind === 'online') {
    return (
      <Stack align="center">
        <Loader size="sm" />
        <span role="status">{t('connecting', { name: profile.name })}</span>
        <Button variant="default" onClick={leave}>
          {t('common:cancel')}
        </Button>
      </Stack>
    )
  }
  const { failure } = state
  const error = new CallFailed(failure)
  const { expected, found } = failure.facts
  return (
    <Stack>
      <h1>{state.kind === 'offline' ? t('unreachable', { name: profile.name }) : profile.name}</h1>
      <FailureAlert error={error} />
      {typeof expected === 'string' && expected.length === 64 ? (
        <div>
          <h2>{t('expected')}</h2>
          <Fingerprint print={expected} />
        </div>
      ) : null}
      {typeof found === 'string' ? (
        <div>
          <h2>{t('found')}</h2>
          <Fingerprint print={found} />
        </div>
      ) : null}
      {failure.code.startsWith('ssh_') ? <SshSecret profile={profile} /> : null}
      <Group justify="space-between">
        <Button variant="subtle" color="gray" onClick={leave}>
          {t('otherHub')}
        </Button>
        {state.kind === 'offline' ? (
          <Retry at={state.retryAt} />
        ) : (
          <Button variant="default" onClick={onLook}>
            {t('refusedAgain')}
          </Button>
        )}
      </Group>
    </Stack>
  )
}

function Retry({ at }: { readonly at: number }) {
  const { t } = useTranslation(['connect', 'common'])
  const format = useFormat()
  const now = useNow(1_000)
  const seconds = format.number(Math.max(0, Math.ceil((at - now) / 1_000)))
  return (
    <Group>
      <span>{t('common:retryIn', { seconds })}</span>
      <Button onClick={() => void ask('connection.retry', {})}>{t('retry')}</Button>
    </Group>
  )
}

function SshSecret({ profile }: { readonly profile: Profile }) {
  const { t } = useTranslation('connect')
  const [secret, setSecret] = useState('')
  if (profile.route.kind !== 'ssh' || profile.route.signIn.kind === 'agent') return null
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        void ask('connection.open', { profileId: profile.id, sshSecret: secret })
      }}
    >
      <PasswordInput
        label={t('sshAsk')}
        description={t('sshSecretHint')}
        value={secret}
        onChange={event => setSecret(event.currentTarget.value)}
      />
    </form>
  )
}
