import { Button, Select, Switch, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { InviteSettings } from '../../../hub/contract/admin/invites.ts'
import { useRight } from '../../lib/connection-store.ts'
import { useHubAction } from '../../lib/use-hub.ts'
import { FailureAlert } from '../../ui/failure-alert.tsx'
import { tell } from '../../ui/notify.tsx'
import {
  buildInviteForm,
  readHoldDays,
  readInviteForm,
  readReward,
  rewardKinds,
} from './build-invite-settings.ts'
import { Choice } from './choice.tsx'
import classes from './codes.module.css'
import { configureInvites } from './plan-endpoints.ts'

const units = { none: null, days: null, bytes: 'GB', percent: '%' } as const
const registrations = ['open', 'invite'] as const

/** Who may register, and what inviting is rewarded with from now on. */
export function InviteSettingsForm({ settings }: { readonly settings: InviteSettings }) {
  const { t } = useTranslation(['plans', 'common'])
  const mayWrite = useRight('codes.write')
  const [form, setForm] = useState(() => buildInviteForm(settings))
  const read = readInviteForm(form)
  const areDaysWrong = readHoldDays(form) === null
  const isAmountWrong = form.amount !== '' && readReward(form) === null
  const isChanged =
    read !== null && JSON.stringify(read) !== JSON.stringify(readInviteForm(buildInviteForm(settings)))
  const save = useHubAction(configureInvites, {
    changes: ['invite.'],
    onDone: () => tell(t('common:saved')),
  })
  return (
    <form
      className={classes['form']}
      onSubmit={event => {
        event.preventDefault()
        if (isChanged && read !== null) save.mutate({ body: read })
      }}
    >
      <Choice
        label={t('registrationOf')}
        value={form.registration}
        options={registrations}
        say={value => t(`registration.${value}`)}
        onChange={registration => setForm({ ...form, registration })}
        hint={t(`registrationHint.${form.registration}`)}
        isDisabled={!mayWrite}
      />
      <Switch
        label={t('customersInvite')}
        checked={form.customersInvite}
        onChange={event => setForm({ ...form, customersInvite: event.currentTarget.checked })}
        disabled={!mayWrite}
      />
      <div className={classes['pair']}>
        <Select
          label={t('rewardOf')}
          value={form.reward}
          onChange={chosen => {
            const reward = rewardKinds.find(each => each === chosen)
            if (reward !== undefined) setForm({ ...form, reward, amount: '' })
          }}
          data={rewardKinds.map(value => ({ value, label: t(`reward.${value}`) }))}
          allowDeselect={false}
          disabled={!mayWrite}
        />
        {form.reward === 'none' ? null : (
          <TextInput
            label={t(`rewardAmount.${form.reward}`)}
            value={form.amount}
            onChange={event => setForm({ ...form, amount: event.currentTarget.value })}
            inputMode="decimal"
            rightSection={units[form.reward]}
            rightSectionWidth={44}
            disabled={!mayWrite}
            error={isAmountWrong ? t(`rewardProblem.${form.reward}`) : null}
          />
        )}
      </div>
      {form.reward === 'none' ? null : (
        <TextInput
          label={t('holdDays')}
          description={t('holdDaysHint')}
          value={form.holdDays}
          onChange={event => setForm({ ...form, holdDays: event.currentTarget.value })}
          inputMode="numeric"
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          disabled={!mayWrite}
          error={areDaysWrong ? t('problem.holdDays') : null}
        />
      )}
      <FailureAlert error={save.error} />
      {mayWrite ? (
        <Button
          type="submit"
          variant="default"
          className={classes['save'] ?? ''}
          disabled={!isChanged}
          loading={save.isPending}
        >
          {t('common:save')}
        </Button>
      ) : (
        <p className={classes['note']}>{t('onlyLook')}</p>
      )}
    </form>
  )
}
