import { MultiSelect, NumberInput, Textarea, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { type UserForm, wrongIn } from './build-user-form.ts'
import classes from './dialogs.module.css'
import { useNodes } from './use-nodes.ts'

interface UserFieldsProps {
  readonly form: UserForm
  onChange(form: UserForm): void
  /** Says what is wrong with fields that were left empty, too. */
  readonly isTried: boolean
}

/** The fields of a user, of a new one and of one that is edited. */
export function UserFields({ form, onChange, isTried }: UserFieldsProps) {
  const { t } = useTranslation('users')
  const { regions } = useNodes()
  const wrong = wrongIn(form)
  const set = (change: Partial<UserForm>) => onChange({ ...form, ...change })
  return (
    <>
      <div className={classes['pair']}>
        <TextInput
          label={t('name')}
          value={form.name}
          onChange={event => set({ name: event.currentTarget.value })}
          maxLength={64}
          error={isTried && wrong.name ? t('nameMissing') : null}
          data-autofocus
        />
        <TextInput
          label={t('email')}
          type="email"
          value={form.email}
          onChange={event => set({ email: event.currentTarget.value })}
          maxLength={254}
          error={isTried && wrong.email ? t('emailWrong') : null}
        />
      </div>
      <div className={classes['pair']}>
        <NumberInput
          label={t('nodeCount')}
          description={t('nodeCountHint')}
          value={form.nodeCount}
          onChange={value => set({ nodeCount: typeof value === 'number' ? value : 1 })}
          min={1}
          max={32}
          clampBehavior="strict"
          allowDecimal={false}
        />
        <MultiSelect
          label={t('regions')}
          description={t('regionsHint')}
          placeholder={form.regions.length === 0 ? t('anyRegion') : ''}
          data={[...new Set([...regions, ...form.regions])]}
          value={form.regions}
          onChange={chosen => set({ regions: chosen })}
        />
      </div>
      <Textarea
        label={t('note')}
        description={t('noteHint')}
        value={form.note}
        onChange={event => set({ note: event.currentTarget.value })}
        maxLength={10_000}
        autosize
        minRows={2}
        maxRows={8}
      />
    </>
  )
}
