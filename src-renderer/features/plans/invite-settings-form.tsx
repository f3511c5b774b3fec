import { Button, Select, Switch, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type InviteSettingsView, inviteSettingsView } from '../../../hub/contract/admin/invites.ts'
import { useRight } from '../../lib/connection-store.ts'
import { hubKey, useHubAction } from '../../lib/use-hub.ts'
import { FailureAlert } from '../../ui/failure-alert.tsx'
import { tell } from '../../ui/notify.tsx'
import {
  buildInviteForm,
  type InviteForm,
  readHoldDays,
  readInviteForm,
  readReward,
  rewardKinds,
} from './build-invite-settings.ts'
import { Choice } from './choice.tsx'
import classes from './codes.module.css'
import { InviteConflict } from './invite-conflict.tsx'
import { configureInvites, readInviteSettings } from './plan-endpoints.ts'

const units = { none: null, days: null, bytes: 'GB', percent: '%' } as const
const registrations = ['open', 'invite'] as const

/** Who may register, and what inviting is rewarded with from now on. */
export function InviteSettingsForm({ settings }: { readonly settings: InviteSettingsView }) {
  const { t } = useTranslation(['plans', 'common'])
  const mayWrite = useRight('codes.write')
  const client = useQueryClient()
  // What the typing began with: the settings may be loaded again meanwhile.
  const [typed, setTyped] = useState<{ base: InviteSettingsView; form: InviteForm } | null>(null)
  const [refused, setRefused] = useState<InviteSettingsView | null>(null)
  const { base, form } = typed ?? { base: settings, form: buildInviteForm(settings) }
  const theirs = refused ?? (settings.version === base.version ? null : settings)
  const setForm = (changed: InviteForm) => setTyped({ base, form: changed })
  const read = readInviteForm(form)
  const areDaysWrong = readHoldDays(form) === null
  const isAmountWrong = form.amount !== '' && readReward(form) === null
  const isChanged =
    read !== null && JSON.stringify(read) !== JSON.stringify(readInviteForm(buildInviteForm(base)))
  const save = useHubAction(configureInvites, {
    changes: ['invite.'],
    onDone(saved) {
      show(saved)
      tell(t('common:saved'))
    },
    onFailed({ failure: { code, facts } }) {
      // The contract says that the facts carry the settings as they are now.
      if (code === 'changed_meanwhile') setRefused(inviteSettingsView.parse(facts['current']))
    },
  })
  const show = (saved: InviteSettingsView) => {
    client.setQueryData(hubKey(readInviteSettings, {}), saved)
    setRefused(null)
    setTyped(null)
  }
  const isReady = isChanged && theirs === null
  return (
    <form
      className={classes['form']}
      onSubmit={event => {
        event.preventDefault()
        if (isReady) save.mutate({ body: { ...read, version: base.version } })
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
      {theirs === null || read === null ? null : (
        <InviteConflict
          {...{ base, theirs }}
          mine={read}
          onTakeTheirs={() => show(theirs)}
          onKeepMine={() => {
            setRefused(null)
            save.mutate({ body: { ...read, version: theirs.version } })
          }}
        />
      )}
      <FailureAlert error={save.error?.failure.code === 'changed_meanwhile' ? null : save.error} />
      {mayWrite ? (
        <Button
          type="submit"
          variant="default"
          className={classes['save'] ?? ''}
          disabled={!isReady}
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
