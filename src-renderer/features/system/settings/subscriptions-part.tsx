import { Button, Group, NumberInput, Switch } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  editSubscriptionSettings,
  readSubscriptionSettings,
} from '../../../../hub/contract/admin/subscriptions.ts'
import type { EndpointAnswer } from '../../../../hub/contract/endpoint.ts'
import { useRight } from '../../../lib/connection-store.ts'
import { useHub, useHubAction } from '../../../lib/use-hub.ts'
import { FailureAlert } from '../../../ui/failure-alert.tsx'
import { Loaded } from '../../../ui/loaded.tsx'
import { tell } from '../../../ui/notify.tsx'
import { Panel } from '../../../ui/panel.tsx'
import systemClasses from '../system.module.css'
import classes from './settings.module.css'

type Settings = EndpointAnswer<typeof readSubscriptionSettings>

/** How customers' clients are answered. */
export function SubscriptionsPart() {
  const query = useHub(readSubscriptionSettings)
  return (
    <Loaded query={query} height={260}>
      {settings => <SubscriptionForm key={JSON.stringify(settings)} settings={settings} />}
    </Loaded>
  )
}

function SubscriptionForm({ settings }: { readonly settings: Settings }) {
  const { t } = useTranslation(['system', 'common'])
  const mayWrite = useRight('settings.write')
  const [draft, setDraft] = useState(settings)
  const edit = useHubAction(editSubscriptionSettings, {
    changes: ['subscriptions.'],
    onDone: () => tell(t('settings.subscriptions.saved')),
  })
  const isChanged =
    draft.updateHours !== settings.updateHours || draft.showRemaining !== settings.showRemaining
  return (
    <Panel title={t('settings.subscriptions.title')}>
      <form
        className={classes['form']}
        onSubmit={event => {
          event.preventDefault()
          edit.mutate({ body: draft })
        }}
      >
        <NumberInput
          label={t('settings.subscriptions.updateHours')}
          description={t('settings.subscriptions.hint')}
          value={draft.updateHours}
          min={1}
          max={168}
          allowDecimal={false}
          inputContainer={input => <div className={classes['short']}>{input}</div>}
          suffix={` ${t('settings.subscriptions.hours')}`}
          disabled={!mayWrite}
          onChange={value => setDraft({ ...draft, updateHours: Number(value) || 1 })}
        />
        <Switch
          label={t('settings.subscriptions.showRemaining')}
          description={t('settings.subscriptions.showRemainingHint')}
          checked={draft.showRemaining}
          disabled={!mayWrite}
          onChange={event => setDraft({ ...draft, showRemaining: event.currentTarget.checked })}
        />
        <FailureAlert error={edit.error} />
        {mayWrite ? (
          <Group justify="space-between">
            <span className={systemClasses['faint']}>{t('settings.subscriptions.invitations')}</span>
            <Button type="submit" loading={edit.isPending} disabled={!isChanged}>
              {t('common:save')}
            </Button>
          </Group>
        ) : (
          <span className={systemClasses['faint']}>{t('settings.ownerOnly')}</span>
        )}
      </form>
    </Panel>
  )
}
