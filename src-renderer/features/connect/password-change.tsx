import { Button, Group, PasswordInput, Stack } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../../lib/bridge.ts'
import { FailureAlert } from '../../ui/failure-alert.tsx'
import classes from './connect.module.css'

/** The first password was made by somebody else: it ends here. */
export function PasswordChange() {
  const { t } = useTranslation('connect')
  const [currentPassword, setCurrent] = useState('')
  const [newPassword, setNew] = useState('')
  const change = useMutation({
    mutationFn: () => ask('session.changePassword', { currentPassword, newPassword }),
  })
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        change.mutate()
      }}
    >
      <Stack>
        <div>
          <h1>{t('passwordChange')}</h1>
          <p className={classes['lead']} style={{ margin: 0 }}>
            {t('passwordChangeHint')}
          </p>
        </div>
        <PasswordInput
          label={t('currentPassword')}
          value={currentPassword}
          required
          autoFocus
          autoComplete="current-password"
          onChange={event => setCurrent(event.currentTarget.value)}
        />
        <PasswordInput
          label={t('newPassword')}
          value={newPassword}
          required
          autoComplete="new-password"
          onChange={event => setNew(event.currentTarget.value)}
        />
        <FailureAlert error={change.error} />
        <Group justify="flex-end">
          <Button type="submit" loading={change.isPending}>
            {t('continue')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
