import { Checkbox, Input, SegmentedControl, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { type BulkField, type BulkForm, type BulkKind, validities } from './build-bulk.ts'
import classes from './bulk.module.css'

interface FieldsProps {
  readonly form: BulkForm
  set(change: Partial<BulkForm>): void
  /** Whether to say that this field is wrong. */
  isWrong(field: BulkField): boolean
}

/** What of an action is typed: how much, for how long, why, or what to say. */
export function BulkFields({ kind, ...props }: FieldsProps & { readonly kind: BulkKind }) {
  const { t } = useTranslation('users')
  switch (kind) {
    case 'days':
      return (
        <Stack gap="md">
          <DaysFields {...props} />
          <ReasonField {...props} hint={t('bulk.reasonHint')} />
        </Stack>
      )
    case 'bytes':
      return (
        <Stack gap="md">
          <BytesFields {...props} />
          <ReasonField {...props} hint={t('bulk.reasonHint')} />
        </Stack>
      )
    case 'suspend':
    case 'resume':
      return (
        <Stack gap="md">
          <Text>{t(`bulk.${kind}Hint`)}</Text>
          <ReasonField
            {...props}
            hint={t(kind === 'suspend' ? 'bulk.reasonSuspend' : 'bulk.reasonHint')}
            isFirst
          />
        </Stack>
      )
    case 'message':
      return <MessageFields {...props} />
  }
}

function DaysFields({ form, set, isWrong }: FieldsProps) {
  const { t } = useTranslation('users')
  return (
    <>
      <TextInput
        className={classes['short'] ?? ''}
        label={t('bulk.days')}
        description={t('bulk.daysHint')}
        value={form.days}
        onChange={event => set({ days: event.currentTarget.value })}
        inputMode="numeric"
        error={isWrong('days') ? t('bulk.daysWrong') : null}
        data-autofocus
      />
      <Checkbox
        label={t('bulk.giveWithout')}
        description={t('bulk.giveWithoutHint')}
        checked={form.giveWithout}
        onChange={event => set({ giveWithout: event.currentTarget.checked })}
      />
    </>
  )
}

function BytesFields({ form, set, isWrong }: FieldsProps) {
  const { t } = useTranslation('users')
  const id = useId()
  return (
    <>
      <div className={classes['pair']}>
        <TextInput
          label={t('bulk.amount')}
          description={t('bulk.amountHint')}
          value={form.amount}
          onChange={event => set({ amount: event.currentTarget.value })}
          inputMode="decimal"
          error={isWrong('amount') ? t('bulk.amountWrong') : null}
          data-autofocus
        />
        {form.validity === 'days' ? (
          <TextInput
            label={t('bulk.validDays')}
            description={t('bulk.daysWrong')}
            value={form.validDays}
            onChange={event => set({ validDays: event.currentTarget.value })}
            inputMode="numeric"
            error={isWrong('validDays') ? t('bulk.daysWrong') : null}
          />
        ) : null}
      </div>
      <Input.Wrapper label={t('bulk.validity')} labelElement="div" labelProps={{ id }}>
        <SegmentedControl
          fullWidth
          aria-labelledby={id}
          data={validities.map(value => ({ value, label: t(`bulk.validities.${value}`) }))}
          value={form.validity}
          onChange={chosen => set({ validity: validities.find(each => each === chosen) ?? 'until_used' })}
        />
      </Input.Wrapper>
      <Checkbox
        label={t('bulk.compensation')}
        description={t('bulk.compensationHint')}
        checked={form.compensation}
        onChange={event => set({ compensation: event.currentTarget.checked })}
      />
    </>
  )
}

function MessageFields({ form, set, isWrong }: FieldsProps) {
  const { t } = useTranslation('users')
  return (
    <Stack gap="md">
      <TextInput
        label={t('bulk.subject')}
        value={form.subject}
        onChange={event => set({ subject: event.currentTarget.value })}
        maxLength={150}
        error={isWrong('subject') ? t('bulk.subjectMissing') : null}
        data-autofocus
      />
      <Textarea
        label={t('bulk.text')}
        description={t('bulk.textHint')}
        value={form.text}
        onChange={event => set({ text: event.currentTarget.value })}
        maxLength={8_000}
        autosize
        minRows={7}
        maxRows={14}
        error={isWrong('text') ? t('bulk.textMissing') : null}
      />
    </Stack>
  )
}

interface ReasonFieldProps extends FieldsProps {
  readonly hint: string
  readonly isFirst?: boolean
}

function ReasonField({ form, set, isWrong, hint, isFirst = false }: ReasonFieldProps) {
  const { t } = useTranslation('users')
  return (
    <TextInput
      label={t('bulk.reason')}
      description={hint}
      value={form.reason}
      onChange={event => set({ reason: event.currentTarget.value })}
      maxLength={200}
      error={isWrong('reason') ? t('bulk.reasonMissing') : null}
      {...(isFirst ? { 'data-autofocus': true } : {})}
    />
  )
}
