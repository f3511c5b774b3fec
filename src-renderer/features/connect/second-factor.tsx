import { Button, Group, Stack, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../../lib/bridge.ts'
import { FailureAlert } from '../../ui/failure-alert.tsx'
import classes from './connect.module.css'

/** The code that only the operator's authenticator shows. */
export function SecondFactor() {
  const { t } = useTranslation('connect')
  const [code, setCode] = useState('')
  const verify = useMutation({ mutationFn: () => ask('session.verifySecondFactor', { code }) })
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        verify.mutate()
      }}
    >
      <Stack>
        <div>
          <h1>{t('secondFactor')}</h1>
          <p className={classes['lead']} style={{ margin: 0 }}>
            {t('secondFactorHint')}
          </p>
        </div>
        <TextInput
          label={t('code')}
          value={code}
          inputMode="numeric"
          autoComplete="one-time-code"
          autoFocus
          required
          maxLength={32}
          onChange={event => setCode(event.currentTarget.value)}
        />
        <FailureAlert error={verify.error} />
        <Group justify="space-between">
          <Button variant="subtle" color="gray" onClick={() => void ask('session.signOut', {})}>
            {t('otherHub')}
          </Button>
          <Button type="submit" loading={verify.isPending} disabled={code.trim().length < 6}>
            {t('continue')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
