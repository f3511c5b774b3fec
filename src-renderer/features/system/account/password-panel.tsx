import { Button, Group, PasswordInput, Stack } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../../../lib/bridge.ts'
import { FailureAlert } from '../../../ui/failure-alert.tsx'
import { tell } from '../../../ui/notify.tsx'
import { Panel } from '../../../ui/panel.tsx'
import classes from '../system.module.css'

const empty = { current: '', fresh: '', again: '' }

/** Another password: the one way to throw everybody else out as well. */
export function PasswordPanel() {
  const { t } = useTranslation('system')
  const [{ current, fresh, again }, setDraft] = useState(empty)
  const change = useMutation({
    mutationFn: () => ask('session.changePassword', { currentPassword: current, newPassword: fresh }),
    onSuccess() {
      setDraft(empty)
      tell(t('account.changed'))
    },
  })
  const set = (part: Partial<typeof empty>) => setDraft(before => ({ ...before, ...part }))
  const differs = again !== '' && again !== fresh
  return (
    <Panel
      title={t('account.password')}
      right={<span className={classes['faint']}>{t('account.passwordHint')}</span>}
    >
      <form
        onSubmit={event => {
          event.preventDefault()
          change.mutate()
        }}
      >
        <Stack gap="sm">
          <PasswordInput
            label={t('account.current')}
            value={current}
            required
            autoComplete="current-password"
            onChange={event => set({ current: event.currentTarget.value })}
          />
          <PasswordInput
            label={t('account.fresh')}
            value={fresh}
            required
            autoComplete="new-password"
            onChange={event => set({ fresh: event.currentTarget.value })}
          />
          <PasswordInput
            label={t('account.again')}
            value={again}
            required
            autoComplete="new-password"
            error={differs ? t('account.differs') : null}
            onChange={event => set({ again: event.currentTarget.value })}
          />
          <FailureAlert error={change.error} />
          <Group justify="flex-end">
            <Button
              type="submit"
              variant="default"
              loading={change.isPending}
              disabled={current === '' || fresh === '' || again !== fresh}
            >
              {t('account.change')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  )
}
