import { Button, Group, NumberInput, PasswordInput, SegmentedControl, Stack, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { HubRoute, SshRoute } from '../../../src-main/ipc-contract/profile.ts'
import { ask } from '../../lib/bridge.ts'

export interface SshDraft {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly signIn: SshRoute['signIn']['kind']
  readonly file: string
  readonly secret: string
}

export function draftOf(route: HubRoute | null): SshDraft {
  const known = route?.kind === 'ssh' ? route : null
  return {
    host: known?.host ?? '',
    port: known?.port ?? 22,
    user: known?.user ?? 'root',
    signIn: known?.signIn.kind ?? 'key',
    file: known?.signIn.kind === 'key' ? known.signIn.file : '',
    secret: '',
  }
}

export function routeOf({ host, port, user, signIn, file }: SshDraft): HubRoute {
  return {
    kind: 'ssh',
    host,
    port,
    user,
    signIn: signIn === 'key' ? { kind: 'key', file } : { kind: signIn },
  }
}

const kinds = ['key', 'agent', 'password'] as const

interface SshFieldsProps {
  readonly draft: SshDraft
  onChange(draft: SshDraft): void
}

/** The SSH server in between, and how one signs in to it. */
export function SshFields({ draft, onChange }: SshFieldsProps) {
  const { t } = useTranslation('connect')
  const set = (change: Partial<SshDraft>) => onChange({ ...draft, ...change })
  const pick = async () => {
    const { file } = await ask('file.pick', { what: 'ssh-key' })
    if (file !== null) set({ file })
  }
  return (
    <Stack>
      <Group grow preventGrowOverflow={false} wrap="nowrap">
        <TextInput
          label={t('sshHost')}
          value={draft.host}
          required
          onChange={event => set({ host: event.currentTarget.value })}
        />
        <NumberInput
          label={t('sshPort')}
          value={draft.port}
          min={1}
          max={65_535}
          w={90}
          hideControls
          onChange={value => set({ port: Number(value) || 22 })}
        />
      </Group>
      <TextInput
        label={t('sshUser')}
        value={draft.user}
        required
        onChange={event => set({ user: event.currentTarget.value })}
      />
      <SegmentedControl
        fullWidth
        aria-label={t('sshSignIn')}
        value={draft.signIn}
        data={kinds.map(kind => ({ value: kind, label: t(`sshSignIns.${kind}`) }))}
        onChange={value => set({ signIn: kinds.find(kind => kind === value) ?? 'key' })}
      />
      {draft.signIn === 'key' ? (
        <Group align="flex-end" wrap="nowrap">
          <TextInput
            flex={1}
            label={t('sshKeyFile')}
            value={draft.file}
            required
            onChange={event => set({ file: event.currentTarget.value })}
          />
          <Button variant="default" onClick={() => void pick()}>
            {t('pick')}
          </Button>
        </Group>
      ) : null}
      {draft.signIn === 'agent' ? null : (
        <PasswordInput
          label={t(`sshSecret.${draft.signIn}`)}
          description={t('sshSecretHint')}
          value={draft.secret}
          onChange={event => set({ secret: event.currentTarget.value })}
        />
      )}
    </Stack>
  )
}
