import { MultiSelect, SegmentedControl, Select, Switch, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../lib/use-format.ts'
import { useHub } from '../../lib/use-hub.ts'
import { type BatchForm, type BatchProblems, effectKinds } from './build-batch.ts'
import classes from './codes.module.css'
import { EffectFields } from './effect-fields.tsx'
import { LastDay } from './last-day.tsx'
import { allPlans, listPlans } from './plan-endpoints.ts'

interface BatchFieldsProps {
  readonly form: BatchForm
  readonly problems: BatchProblems
  set(change: Partial<BatchForm>): void
}

/** Everything about a batch that can be typed. */
export function BatchFields({ form, problems, set }: BatchFieldsProps) {
  const { t } = useTranslation(['plans', 'common'])
  const format = useFormat()
  const plans = useHub(listPlans, allPlans)
  const names = (plans.data?.items ?? []).map(plan => ({
    value: String(plan.id),
    label: plan.title[format.language],
  }))
  const said = (field: keyof BatchForm) => {
    const problem = problems[field]
    return problem === undefined || form[field] === '' ? null : t(`problem.${problem}`)
  }
  return (
    <>
      <div className={classes['pair']}>
        <TextInput
          label={t('batchName')}
          description={t('batchNameHint')}
          value={form.name}
          onChange={event => set({ name: event.currentTarget.value })}
          maxLength={64}
          inputWrapperOrder={['label', 'input', 'description']}
          data-autofocus
        />
        <Select
          label={t('effectOf')}
          value={form.effect}
          onChange={chosen => {
            const effect = effectKinds.find(each => each === chosen)
            if (effect !== undefined) set({ effect, amount: '' })
          }}
          data={effectKinds.map(value => ({ value, label: t(`effectKind.${value}`) }))}
          allowDeselect={false}
        />
      </div>
      <EffectFields form={form} set={set} plans={names} said={said} />
      <SegmentedControl
        aria-label={t('codesKind')}
        value={form.isShared ? 'shared' : 'random'}
        onChange={chosen =>
          set({ isShared: chosen === 'shared', usesPerCode: chosen === 'shared' ? '' : '1' })
        }
        data={[
          { value: 'random', label: t('randomCodes') },
          { value: 'shared', label: t('sharedCode') },
        ]}
      />
      <div className={classes['pair']}>
        {form.isShared ? (
          <TextInput
            label={t('codeText')}
            value={form.text}
            onChange={event => set({ text: event.currentTarget.value })}
            maxLength={32}
            placeholder="SPRING2027"
            error={said('text')}
          />
        ) : (
          <TextInput
            label={t('howMany')}
            value={form.count}
            onChange={event => set({ count: event.currentTarget.value })}
            inputMode="numeric"
            error={said('count')}
          />
        )}
        <LastDay label={t('lastDay')} value={form.until} onChange={until => set({ until })} />
        <TextInput
          label={t('usesPerCode')}
          value={form.usesPerCode}
          onChange={event => set({ usesPerCode: event.currentTarget.value })}
          inputMode="numeric"
          placeholder={t('endless')}
          error={said('usesPerCode')}
        />
        <TextInput
          label={t('usesPerUser')}
          value={form.usesPerUser}
          onChange={event => set({ usesPerUser: event.currentTarget.value })}
          inputMode="numeric"
          placeholder={t('endless')}
          error={said('usesPerUser')}
        />
        {form.effect.startsWith('activation') ? null : (
          <MultiSelect
            label={t('forPlans')}
            data={names}
            value={form.planIds}
            onChange={planIds => set({ planIds })}
            placeholder={form.planIds.length === 0 ? t('allPlans') : ''}
            clearable
          />
        )}
        <TextInput
          label={t('activity')}
          description={t('activityHint')}
          value={form.activity}
          onChange={event => set({ activity: event.currentTarget.value })}
          maxLength={64}
          inputWrapperOrder={['label', 'input', 'description']}
        />
      </div>
      <Switch
        label={t('firstOrder')}
        checked={form.firstOrderOnly}
        onChange={event => set({ firstOrderOnly: event.currentTarget.checked })}
      />
    </>
  )
}
