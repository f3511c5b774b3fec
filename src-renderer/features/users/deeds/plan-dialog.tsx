import { Checkbox, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { grantPlan, previewPlan } from '../../../../hub/contract/admin/grants.ts'
import type { UserDetail } from '../../../../hub/contract/admin/user-views.ts'
import { useDebounced } from '../../../lib/use-debounced.ts'
import { useFormat } from '../../../lib/use-format.ts'
import { useHub, useHubAction } from '../../../lib/use-hub.ts'
import { DialogFrame } from '../../../ui/dialog-frame.tsx'
import { tell } from '../../../ui/notify.tsx'
import { FailureMessage } from '../../../ui/state-message.tsx'
import dialogs from '../dialogs.module.css'
import { listPlans, touchedByUser } from '../user-endpoints.ts'
import { buildPlanWish, formOfPlan, type PlanGiftForm, priceOf } from './build-plan-gift.ts'
import { hasPlan } from './deed-rule.ts'
import classes from './deeds.module.css'

const mostPlans = 200
const mostCutsShown = 4
const settleMs = 200

interface PlanDialogProps {
  readonly user: UserDetail
  onClose(): void
}

/** Gives a plan by hand, one that is sold or one of one's own, with the cycles it will have shown before. */
export function PlanDialog({ user, onClose }: PlanDialogProps) {
  const { t } = useTranslation(['userPage', 'common'])
  const format = useFormat()
  const { data } = useHub(listPlans, { query: { limit: mostPlans } })
  const plans = (data?.items ?? []).filter(({ kind }) => kind !== 'addon')
  const [form, setForm] = useState<PlanGiftForm>({
    ...{ planId: null, months: '1', gigabytes: '100', isUnlimited: false, policy: user.cyclePolicy },
    reason: '',
  })
  const set = (change: Partial<PlanGiftForm>) => setForm({ ...form, ...change })
  const wish = buildPlanWish(form)
  const chosen = plans.find(({ id }) => id === form.planId) ?? null
  const give = useHubAction(grantPlan, {
    changes: touchedByUser,
    onDone({ changes: [change] }) {
      const end = change?.expiresAt ?? null
      tell(t('planGiven', { name: user.name, day: end === null ? '–' : format.day(end) }))
      onClose()
    },
  })
  const send = () => {
    if (wish !== null) give.mutate({ body: { ...wish, userIds: [user.id], reason: form.reason.trim() } })
  }
  const price = chosen === null || wish === null ? null : priceOf(chosen, wish.months)
  return (
    <DialogFrame
      title={t('planTitle', { name: user.name })}
      onClose={onClose}
      onSubmit={send}
      submit={t('givePlan')}
      isReady={wish !== null && form.reason.trim() !== ''}
      isSending={give.isPending}
      error={give.error}
      size={560}
    >
      <Select
        label={t('planOf')}
        placeholder={t('ownTerms')}
        data={plans.map(plan => ({
          value: String(plan.id),
          label: plan.title[format.language] || plan.name,
        }))}
        value={form.planId === null ? null : String(form.planId)}
        onChange={value => {
          const plan = plans.find(({ id }) => String(id) === value)
          set(plan === undefined ? { planId: null } : formOfPlan(plan))
        }}
        clearable
        searchable
        data-autofocus
      />
      <div className={dialogs['pair']}>
        <TextInput
          label={t('months')}
          value={form.months}
          onChange={event => set({ months: event.currentTarget.value })}
          inputMode="numeric"
        />
        <div>
          <TextInput
            label={t('bytesPerCycle')}
            value={form.isUnlimited ? '' : form.gigabytes}
            placeholder={form.isUnlimited ? t('common:unlimited') : ''}
            onChange={event => set({ gigabytes: event.currentTarget.value })}
            inputMode="decimal"
            rightSection="GB"
            rightSectionWidth={44}
            disabled={form.isUnlimited}
          />
          <Checkbox
            mt={8}
            size="xs"
            label={t('common:unlimited')}
            checked={form.isUnlimited}
            onChange={event => set({ isUnlimited: event.currentTarget.checked })}
          />
        </div>
      </div>
      <TextInput
        label={t('reason')}
        description={t('reasonKept')}
        value={form.reason}
        onChange={event => set({ reason: event.currentTarget.value })}
        maxLength={500}
        required
      />
      <Cuts user={user} form={form} price={price} />
    </DialogFrame>
  )
}

interface CutsProps {
  readonly user: UserDetail
  readonly form: PlanGiftForm
  /** Fen that it is sold for; null: it is not one that is sold. */
  readonly price: number | null
}

/** The cycles that he will have, with their bytes. */
function Cuts({ user, form, price }: CutsProps) {
  const { t } = useTranslation(['userPage', 'common'])
  const format = useFormat()
  const wish = useDebounced(buildPlanWish(form), settleMs)
  const query = useHub(
    previewPlan,
    {
      params: { userId: user.id },
      query: {
        months: wish?.months ?? 1,
        ...(wish === null || wish.bytesPerCycle === null ? {} : { bytesPerCycle: wish.bytesPerCycle }),
        ...(wish?.policy === undefined ? {} : { policy: wish.policy }),
      },
    },
    { enabled: wish !== null, keep: true },
  )
  const cuts = query.data?.cuts ?? []
  const last = cuts.at(-1)
  const more = cuts.length - mostCutsShown
  return (
    <section className={classes['cutsFrame']} aria-label={t('becomes')} aria-live="polite">
      {query.error === null ? null : <FailureMessage error={query.error} />}
      <table className={classes['cuts']}>
        <tbody>
          {cuts.slice(0, mostCutsShown).map(cut => (
            <tr key={cut.from}>
              <td>{`${format.day(cut.from)} – ${format.day(cut.until - 1)}`}</td>
              <td>{cut.bytes === null ? t('common:unlimited') : format.bytes(cut.bytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 && last !== undefined ? (
        <p>{t('moreCuts', { count: more, day: format.day(last.until - 1) })}</p>
      ) : null}
      {hasPlan(user, Date.now()) ? <p>{t('afterHisPlan')}</p> : null}
      {user.gate === 'suspended' ? <p>{t('staysSuspended')}</p> : null}
      {price === null ? null : <p>{t('soldFor', { price: format.money(price) })}</p>}
    </section>
  )
}
