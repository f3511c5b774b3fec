import { Button, Group, SegmentedControl, Stack, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { HubGlimpse, HubRoute, Profile } from '../../../src-main/ipc-contract/profile.ts'
import { ask } from '../../lib/bridge.ts'
import { FailureAlert } from '../../ui/failure-alert.tsx'
import classes from './connect.module.css'
import { draftOf, routeOf, type SshDraft, SshFields } from './ssh-fields.tsx'
import { TrustQuestion } from './trust-question.tsx'

interface HubFormProps {
  /** To change one that is known. */
  readonly profile: Profile | null
  onDone(): void
  onCancel(): void
}

interface Seen {
  readonly glimpse: HubGlimpse
  readonly route: HubRoute
}

/** First connection: where the hub is, who answers there, and whether that is the one. */
export function HubForm({ profile, onDone, onCancel }: HubFormProps) {
  const { t } = useTranslation(['connect', 'common'])
  const [name, setName] = useState(profile?.name ?? '')
  const [address, setAddress] = useState(profile?.address ?? '')
  const [kind, setKind] = useState<HubRoute['kind']>(profile?.route.kind ?? 'direct')
  const [ssh, setSsh] = useState<SshDraft>(draftOf(profile?.route ?? null))
  const look = useMutation<Seen, Error>({
    mutationFn: async () => {
      const route: HubRoute = kind === 'ssh' ? routeOf(ssh) : { kind: 'direct' }
      const secret = kind === 'ssh' && ssh.secret !== '' ? { sshSecret: ssh.secret } : {}
      return { route, glimpse: await ask('profiles.look', { address, route, ...secret }) }
    },
  })
  const save = useMutation({
    mutationFn: async ({ glimpse, route }: Seen) => {
      const saved = await ask('profiles.save', {
        id: profile?.id ?? null,
        name: name.trim() === '' ? t('namePlaceholder') : name,
        address,
        route,
        trust: glimpse.trust,
        sshHostKey: glimpse.sshHostKey,
      })
      const secret = ssh.secret === '' ? {} : { sshSecret: ssh.secret }
      await ask('connection.open', { profileId: saved.id, ...secret })
    },
    onSuccess: onDone,
  })

  if (look.data !== undefined) {
    return (
      <TrustQuestion
        glimpse={look.data.glimpse}
        isBusy={save.isPending}
        error={save.error}
        onTrust={() => save.mutate(look.data)}
        onBack={look.reset}
      />
    )
  }
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        look.mutate()
      }}
    >
      <Stack>
        <h1>{profile === null ? t('add') : profile.name}</h1>
        <TextInput
          label={t('name')}
          placeholder={t('namePlaceholder')}
          value={name}
          maxLength={64}
          onChange={event => setName(event.currentTarget.value)}
        />
        <TextInput
          label={t('address')}
          description={t('addressHint')}
          value={address}
          required
          data-autofocus
          spellCheck={false}
          onChange={event => setAddress(event.currentTarget.value)}
        />
        <div>
          <div className={classes['lead']} style={{ marginBottom: 4 }}>
            {t('route')}
          </div>
          <SegmentedControl
            fullWidth
            value={kind}
            aria-label={t('route')}
            onChange={value => setKind(value === 'ssh' ? 'ssh' : 'direct')}
            data={[
              { value: 'direct', label: t('direct') },
              { value: 'ssh', label: t('ssh') },
            ]}
          />
        </div>
        {kind === 'ssh' ? <SshFields draft={ssh} onChange={setSsh} /> : null}
        <FailureAlert error={look.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" loading={look.isPending} disabled={address.trim() === ''}>
            {t('look')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
