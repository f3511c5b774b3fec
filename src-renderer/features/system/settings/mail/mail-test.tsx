import { Alert, Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { testMail } from '../../../../../hub/contract/admin/mail.ts'
import { useConnection, useRight } from '../../../../lib/connection-store.ts'
import { useDress } from '../../../../lib/dress.ts'
import { useHubAction } from '../../../../lib/use-hub.ts'
import { FailureAlert } from '../../../../ui/failure-alert.tsx'
import { Panel } from '../../../../ui/panel.tsx'
import classes from '../settings.module.css'

/** One message at once, with what the server said to it. */
export function MailTest() {
  const { t } = useTranslation('system')
  const mayTest = useRight('settings.write')
  const locale = useDress(dress => dress.language)
  const own = useConnection(({ state }) => (state?.kind === 'online' ? state.operator.email : ''))
  const [to, setTo] = useState(own)
  // It goes past the outbox: nothing that is shown changes.
  const test = useHubAction(testMail, { changes: [] })
  if (!mayTest) return null
  return (
    <Panel title={t('settings.mail.test')}>
      <form
        className={classes['form']}
        onSubmit={event => {
          event.preventDefault()
          test.mutate({ body: { to, locale } })
        }}
      >
        <div className={classes['row']} style={{ alignItems: 'flex-end' }}>
          <TextInput
            label={t('settings.mail.testTo')}
            type="email"
            value={to}
            required
            style={{ flex: 1 }}
            onChange={event => setTo(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" loading={test.isPending}>
            {t('settings.mail.test')}
          </Button>
        </div>
        <FailureAlert error={test.error} />
        {test.data === undefined ? null : test.data.sent ? (
          <Alert color="green" variant="light" role="status">
            {t('settings.mail.sent')}
          </Alert>
        ) : (
          <Alert color="red" variant="light" title={t('settings.mail.notSent')} role="alert">
            {test.data.problem}
          </Alert>
        )}
      </form>
    </Panel>
  )
}
