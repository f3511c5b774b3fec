import { Select, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { BatchForm } from './build-batch.ts'
import classes from './codes.module.css'

const units = {
  discountPercent: '%',
  discountFen: '¥',
  bonusMonths: null,
  bonusBytes: 'GB',
  activationBytes: 'GB',
  activationTrial: 'GB',
} as const

interface EffectFieldsProps {
  readonly form: BatchForm
  set(change: Partial<BatchForm>): void
  readonly plans: readonly { readonly value: string; readonly label: string }[]
  said(field: keyof BatchForm): string | null
}

/** How much of what a code does. */
export function EffectFields({ form, set, plans, said }: EffectFieldsProps) {
  const { t } = useTranslation('plans')
  if (form.effect === 'activationPlan') {
    return (
      <div className={classes['pair']}>
        <Select
          label={t('plan')}
          data={plans.map(plan => ({ ...plan }))}
          value={form.planId === '' ? null : form.planId}
          onChange={planId => set({ planId: planId ?? '' })}
          searchable
        />
        <TextInput
          label={t('quantity')}
          value={form.quantity}
          onChange={event => set({ quantity: event.currentTarget.value })}
          inputMode="numeric"
          error={said('quantity')}
        />
      </div>
    )
  }
  const hasDays = form.effect === 'activationBytes' || form.effect === 'activationTrial'
  return (
    <div className={classes['pair']}>
      <TextInput
        label={t(`effectAmount.${form.effect}`)}
        value={form.amount}
        onChange={event => set({ amount: event.currentTarget.value })}
        inputMode="decimal"
        rightSection={units[form.effect]}
        rightSectionWidth={44}
        error={said('amount')}
      />
      {hasDays ? (
        <TextInput
          label={t(form.effect === 'activationTrial' ? 'trialDays' : 'bytesDays')}
          value={form.days}
          onChange={event => set({ days: event.currentTarget.value })}
          inputMode="numeric"
          placeholder={form.effect === 'activationBytes' ? t('card.until_used') : ''}
          error={said('days')}
        />
      ) : null}
    </div>
  )
}
