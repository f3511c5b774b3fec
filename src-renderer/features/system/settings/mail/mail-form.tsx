import { Button, Group, NumberInput, PasswordInput, SegmentedControl, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { editMailSettings, type readMailSettings } from '../../../../../hub/contract/admin/mail.ts'
import type { EndpointAnswer } from '../../../../../hub/contract/endpoint.ts'
import { useRight } from '../../../../lib/connection-store.ts'
import { useHubAction } from '../../../../lib/use-hub.ts'
import { FailureAlert } from '../../../../ui/failure-alert.tsx'
import { tell } from '../../../../ui/notify.tsx'
import { Panel } from '../../../../ui/panel.tsx'
import systemClasses from '../../system.module.css'
import classes from '../settings.module.css'

type Given = EndpointAnswer<typeof readMailSettings>
type Tls = NonNullable<Given['settings']>['tls']

const usualPort: Readonly<Record<Tls, number>> = { tls: 465, starttls: 587, none: 25 }
const empty = { host: '', port: 465, user: '', from: '', tls: 'tls' as Tls, hasPassword: false }

/** The server by which mail leaves. The password is written, never read. */
export function MailForm({ given, standing }: { readonly given: Given; readonly standing: ReactNode }) {
  const { t } = useTranslation(['system', 'common'])
  const mayWrite = useRight('settings.write') && given.source !== 'environment'
  const [draft, setDraft] = useState(given.settings ?? empty)
  const [password, setPassword] = useState('')
  const edit = useHubAction(editMailSettings, {
    changes: ['mail.'],
    onDone: (_answer, { body }) =>
      tell(body?.server === null ? t('settings.mail.ended') : t('settings.mail.saved')),
  })
  const set = (change: Partial<typeof draft>) => setDraft({ ...draft, ...change })
  const chooseTls = (tls: Tls) =>
    // A port that was not the usual one is somebody's choice, and stays.
    set({ tls, ...(draft.port === usualPort[draft.tls] ? { port: usualPort[tls] } : {}) })
  const { hasPassword, ...server } = draft
  const isChanged = password !== '' || JSON.stringify(draft) !== JSON.stringify(given.settings ?? empty)
  return (
    <Panel title={t('settings.mail.server')} right={standing}>
      <form
        className={classes['form']}
        onSubmit={event => {
          event.preventDefault()
          edit.mutate({ body: { server: { ...server, ...(password === '' ? {} : { password }) } } })
        }}
      >
        {given.source === 'environment' ? (
          <p className={systemClasses['lead']}>{t('settings.mail.fromEnvironment')}</p>
        ) : null}
        <SegmentedControl
          aria-label={t('settings.mail.tls')}
          value={draft.tls}
          disabled={!mayWrite}
          data={(['tls', 'starttls', 'none'] as const).map(value => ({
            value,
            label: t(`settings.mail.tlsNames.${value}`),
          }))}
          onChange={value => chooseTls(value as Tls)}
        />
        <div className={classes['hostPort']}>
          <TextInput
            label={t('settings.mail.host')}
            value={draft.host}
            required
            disabled={!mayWrite}
            spellCheck={false}
            onChange={event => set({ host: event.currentTarget.value })}
          />
          <NumberInput
            label={t('settings.mail.port')}
            value={draft.port}
            min={1}
            max={65_535}
            hideControls
            disabled={!mayWrite}
            onChange={value => set({ port: Number(value) || 465 })}
          />
        </div>
        <TextInput
          label={t('settings.mail.from')}
          value={draft.from}
          required
          disabled={!mayWrite}
          placeholder="noreply@example.org"
          onChange={event => set({ from: event.currentTarget.value })}
        />
        <div className={classes['pair']}>
          <TextInput
            label={t('settings.mail.user')}
            value={draft.user}
            disabled={!mayWrite}
            autoComplete="off"
            onChange={event => set({ user: event.currentTarget.value })}
          />
          <PasswordInput
            label={t('settings.mail.password')}
            value={password}
            disabled={!mayWrite}
            placeholder={hasPassword ? t('settings.mail.passwordKept') : ''}
            autoComplete="new-password"
            onChange={event => setPassword(event.currentTarget.value)}
          />
        </div>
        <FailureAlert error={edit.error} />
        {mayWrite ? (
          <Group justify="space-between">
            {given.source === 'database' ? (
              <Button variant="subtle" color="gray" onClick={() => edit.mutate({ body: { server: null } })}>
                {t('settings.mail.end')}
              </Button>
            ) : (
              <span />
            )}
            <Button type="submit" loading={edit.isPending} disabled={!isChanged}>
              {t('common:save')}
            </Button>
          </Group>
        ) : null}
      </form>
    </Panel>
  )
}
