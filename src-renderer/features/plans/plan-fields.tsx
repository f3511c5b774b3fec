import { Textarea, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useRight } from '../../lib/connection-store.ts'
import { Panel } from '../../ui/panel.tsx'
import { type PlanForm, type PlanProblems, visibilities } from './build-plan-form.ts'
import { Choice } from './choice.tsx'
import { PlanTerms } from './plan-terms.tsx'
import classes from './plans.module.css'

export interface PlanFieldsProps {
  readonly form: PlanForm
  readonly problems: PlanProblems
  onChange(form: PlanForm): void
  /** The kind of a plan that is there stays. */
  readonly isNew?: boolean
}

/** Everything about a plan that can be typed. */
export function PlanFields({ form, problems, onChange, isNew = false }: PlanFieldsProps) {
  const { t } = useTranslation(['plans', 'common'])
  const mayWrite = useRight('plans.write')
  const set = (change: Partial<PlanForm>) => onChange({ ...form, ...change })
  return (
    <fieldset className={classes['plain']} disabled={!mayWrite}>
      <Panel title={t('names')}>
        <div className={classes['pair']}>
          <TextInput
            label={t('titleZh')}
            value={form.titleZh}
            onChange={event => set({ titleZh: event.currentTarget.value })}
            maxLength={100}
            lang="zh"
          />
          <TextInput
            label={t('titleEn')}
            value={form.titleEn}
            onChange={event => set({ titleEn: event.currentTarget.value })}
            maxLength={100}
            lang="en"
          />
          <Textarea
            label={t('descriptionZh')}
            value={form.descriptionZh}
            onChange={event => set({ descriptionZh: event.currentTarget.value })}
            maxLength={2_000}
            autosize
            minRows={2}
            lang="zh"
          />
          <Textarea
            label={t('descriptionEn')}
            value={form.descriptionEn}
            onChange={event => set({ descriptionEn: event.currentTarget.value })}
            maxLength={2_000}
            autosize
            minRows={2}
            lang="en"
          />
          <TextInput
            label={t('name')}
            description={t('nameHint')}
            value={form.name}
            onChange={event => set({ name: event.currentTarget.value })}
            maxLength={64}
          />
        </div>
        <p className={classes['note']}>{t('oneLanguage')}</p>
      </Panel>
      <PlanTerms form={form} problems={problems} set={set} isNew={isNew} />
      <Panel title={t('selling')}>
        <div className={classes['fields']}>
          <Choice
            label={t('visibilityOf')}
            value={form.visibility}
            options={visibilities}
            say={value => t(`visibility.${value}`)}
            onChange={visibility => set({ visibility })}
            hint={t(`visibilityHint.${form.visibility}`)}
          />
          <div className={classes['pair']}>
            <TextInput
              label={t('stock')}
              description={t('stockHint')}
              value={form.stock}
              onChange={event => set({ stock: event.currentTarget.value })}
              error={problems.stock === undefined ? null : t(`problem.${problems.stock}`)}
              inputMode="numeric"
              placeholder={t('endless')}
            />
            <TextInput
              label={t('position')}
              description={t('positionHint')}
              value={form.position}
              onChange={event => set({ position: event.currentTarget.value })}
              error={problems.position === undefined ? null : t(`problem.${problems.position}`)}
              inputMode="numeric"
            />
          </div>
        </div>
      </Panel>
    </fieldset>
  )
}
