import { Button, SegmentedControl, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { endGrant, extendTime, grantBytes, previewTime } from '../../../../hub/contract/admin/grants.ts'
import type { UserDetail } from '../../../../hub/contract/admin/user-views.ts'
import { useDebounced } from '../../../lib/use-debounced.ts'
import { useFormat } from '../../../lib/use-format.ts'
import { callHub, useHub, useHubAction } from '../../../lib/use-hub.ts'
import { DialogFrame } from '../../../ui/dialog-frame.tsx'
import { tell, tellWithUndo } from '../../../ui/notify.tsx'
import dialogs from '../dialogs.module.css'
import { touchedByUser } from '../user-endpoints.ts'
import { Becomes } from './becomes.tsx'
import {
  type CompensationForm,
  gateAfter,
  leftAfter,
  readCompensation,
  validities,
} from './build-compensation.ts'
import { hasPlan } from './deed-rule.ts'
import classes from './deeds.module.css'
import { useGateText } from './use-gate-text.ts'
import { useUndo } from './use-undo.ts'

const presets = { bytes: ['5', '10', '50', '100'], days: ['1', '3', '7', '30'] } as const
const settleMs = 200
const longestReason = 500

interface CompensateDialogProps {
  readonly user: UserDetail
  onClose(): void
}

/** Makes up for something: bytes or days, shown before they are given. What was given by mistake is taken back at once. */
export function CompensateDialog({ user, onClose }: CompensateDialogProps) {
  const { t } = useTranslation(['userPage', 'common'])
  const format = useFormat()
  const now = Date.now()
  const runs = hasPlan(user, now)
  const [form, setForm] = useState<CompensationForm>({
    ...{ kind: 'bytes', gigabytes: '10', days: '3', validDays: '30', reason: '' },
    validity: runs ? 'plan' : 'until_used',
  })
  const set = (change: Partial<CompensationForm>) => setForm({ ...form, ...change })
  const wish = readCompensation(form)
  const isReady = wish.kind !== 'unclear' && form.reason.trim() !== ''
  const takeBack = useUndo(touchedByUser)
  const bytes = useHubAction(grantBytes, {
    changes: touchedByUser,
    onDone({ changes }, { body }) {
      const grantIds = changes.flatMap(change => change.grantIds)
      const given = t('compensated', { amount: format.bytes(body?.bytes ?? 0), name: user.name })
      tellWithUndo(given, t('common:undo'), () =>
        takeBack(async () => {
          for (const grantId of grantIds) {
            await callHub(endGrant, { params: { grantId }, body: { reason: t('undoneAtOnce') } })
          }
        }),
      )
      onClose()
    },
  })
  const days = useHubAction(extendTime, {
    changes: touchedByUser,
    onDone(_, { body }) {
      tell(t('compensated', { amount: t('days', { count: body?.days ?? 0 }), name: user.name }))
      onClose()
    },
  })
  const send = () => {
    const common = { userIds: [user.id], reason: form.reason.trim() }
    if (wish.kind === 'bytes') {
      bytes.mutate({ body: { ...common, bytes: wish.bytes, validity: wish.validity, compensation: true } })
    }
    if (wish.kind === 'days') days.mutate({ body: { ...common, days: wish.days } })
  }
  const amount = form.kind === 'bytes' ? form.gigabytes : form.days
  return (
    <DialogFrame
      title={t('compensateTitle', { name: user.name })}
      onClose={onClose}
      onSubmit={send}
      submit={
        wish.kind === 'bytes'
          ? t('give', { amount: format.bytes(wish.bytes) })
          : wish.kind === 'days'
            ? t('give', { amount: t('days', { count: wish.days }) })
            : t('compensate')
      }
      isReady={isReady}
      isSending={bytes.isPending || days.isPending}
      error={form.kind === 'bytes' ? bytes.error : days.error}
    >
      <SegmentedControl
        aria-label={t('compensateWith')}
        data={[
          { value: 'bytes', label: t('withBytes') },
          { value: 'days', label: t('withDays') },
        ]}
        value={form.kind}
        onChange={kind => set({ kind: kind === 'days' ? 'days' : 'bytes' })}
      />
      <div className={dialogs['pair']}>
        <TextInput
          label={form.kind === 'bytes' ? t('bytesAmount') : t('daysAmount')}
          value={amount}
          onChange={({ currentTarget: { value } }) =>
            set(form.kind === 'bytes' ? { gigabytes: value } : { days: value })
          }
          inputMode="decimal"
          rightSection={form.kind === 'bytes' ? 'GB' : null}
          rightSectionWidth={44}
          error={wish.kind === 'unclear' && amount !== '' ? t('amountUnclear') : null}
          data-autofocus
        />
        {form.kind === 'bytes' ? (
          <Select
            label={t('goodFor')}
            data={validities
              .filter(value => runs || value === 'until_used' || value === 'days')
              .map(value => ({ value, label: t(`validity.${value}`) }))}
            value={form.validity}
            onChange={value => set({ validity: validities.find(each => each === value) ?? form.validity })}
            allowDeselect={false}
          />
        ) : null}
      </div>
      <div className={dialogs['pair']}>
        <div className={classes['presets']}>
          {presets[form.kind].map(preset => (
            <Button
              key={preset}
              size="compact-sm"
              variant={preset === amount ? 'light' : 'default'}
              onClick={() => set(form.kind === 'bytes' ? { gigabytes: preset } : { days: preset })}
            >
              {form.kind === 'bytes' ? `${preset} GB` : t('days', { count: Number(preset) })}
            </Button>
          ))}
        </div>
        {form.kind === 'bytes' && form.validity === 'days' ? (
          <TextInput
            aria-label={t('validDays')}
            value={form.validDays}
            onChange={event => set({ validDays: event.currentTarget.value })}
            inputMode="numeric"
            rightSection={t('daysUnit')}
            rightSectionWidth={52}
          />
        ) : null}
      </div>
      <TextInput
        label={t('reason')}
        description={t('reasonKept')}
        value={form.reason}
        onChange={event => set({ reason: event.currentTarget.value })}
        maxLength={longestReason}
        required
      />
      <Outcome user={user} form={form} now={now} />
    </DialogFrame>
  )
}

interface OutcomeProps {
  readonly user: UserDetail
  readonly form: CompensationForm
  readonly now: number
}

/** What the compensation makes of him. */
function Outcome({ user, form, now }: OutcomeProps) {
  const { t } = useTranslation(['userPage', 'common'])
  const format = useFormat()
  const gateText = useGateText()
  const wish = readCompensation(form)
  const asked = useDebounced(wish.kind === 'days' ? wish.days : 0, settleMs)
  const end = useHub(
    previewTime,
    { params: { userId: user.id }, query: { days: asked } },
    { enabled: asked > 0 && wish.kind === 'days', keep: true },
  )
  const left = (bytes: number | null) => (bytes === null ? t('common:unlimited') : format.bytes(bytes))
  const after = gateAfter(user, wish, now)
  const until = user.expiresAt === null ? '–' : format.instant(user.expiresAt)
  return (
    <Becomes
      changes={[
        {
          label: t('leftNow'),
          before: left(user.balance.left),
          after: wish.kind === 'bytes' ? left(leftAfter(user, wish.bytes)) : null,
        },
        {
          label: t('planEnds'),
          before: until,
          after: wish.kind === 'days' && end.data !== undefined ? format.instant(end.data.expiresAt) : null,
        },
        {
          label: t('gateOf'),
          before: gateText(user.gate),
          after: after === user.gate ? null : gateText(after),
        },
      ]}
      note={
        user.gate === 'suspended'
          ? t('staysSuspended')
          : wish.kind === 'bytes' && !hasPlan(user, now)
            ? t('waitsForPlan')
            : null
      }
    />
  )
}
