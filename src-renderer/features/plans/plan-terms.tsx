import { Switch, TagsInput, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Panel } from '../../ui/panel.tsx'
import { cyclePolicies, type PlanForm, type PlanProblems, planKinds, validities } from './build-plan-form.ts'
import { Choice } from './choice.tsx'
import classes from './plans.module.css'

interface PlanTermsProps {
  readonly form: PlanForm
  readonly problems: PlanProblems
  set(change: Partial<PlanForm>): void
  readonly isNew: boolean
}

/** What is paid, and what is given for it. */
export function PlanTerms({ form, problems, set, isNew }: PlanTermsProps) {
  const { t } = useTranslation(['plans', 'common'])
  const isAddon = form.kind === 'addon'
  const said = (field: keyof PlanForm) => {
    const problem = problems[field]
    return problem === undefined || form[field] === '' ? null : t(`problem.${problem}`)
  }
  return (
    <Panel title={t('terms')}>
      <div className={classes['fields']}>
        <Choice
          label={t('kindOf')}
          value={form.kind}
          options={planKinds}
          say={value => t(`kind.${value}`)}
          onChange={kind => set({ kind })}
          isDisabled={!isNew}
          {...(isNew ? {} : { hint: t('kindStays') })}
        />
        <div className={classes['pair']}>
          <TextInput
            label={t(`priceOf.${form.kind}`)}
            value={form.price}
            onChange={event => set({ price: event.currentTarget.value })}
            leftSection="¥"
            inputMode="decimal"
            error={said('price')}
          />
          <TextInput
            label={t(isAddon ? 'bytesAddon' : 'bytesCycle')}
            value={form.isUnlimited && !isAddon ? '' : form.gigabytes}
            onChange={event => set({ gigabytes: event.currentTarget.value })}
            rightSection="GB"
            rightSectionWidth={44}
            inputMode="decimal"
            disabled={form.isUnlimited && !isAddon}
            placeholder={form.isUnlimited && !isAddon ? t('common:unlimited') : ''}
            error={said('gigabytes')}
          />
        </div>
        {isAddon ? (
          <>
            <Choice
              label={t('validityOf')}
              value={form.validity}
              options={validities}
              say={value => t(`validity.${value}`)}
              onChange={validity => set({ validity })}
            />
            {form.validity === 'days' ? (
              <div className={classes['pair']}>
                <TextInput
                  label={t('days')}
                  value={form.days}
                  onChange={event => set({ days: event.currentTarget.value })}
                  inputMode="numeric"
                  error={said('days')}
                />
              </div>
            ) : null}
          </>
        ) : (
          <>
            <Switch
              label={t('isUnlimited')}
              checked={form.isUnlimited}
              onChange={event => set({ isUnlimited: event.currentTarget.checked })}
            />
            <Choice
              label={t('cyclePolicyOf')}
              value={form.cyclePolicy}
              options={cyclePolicies}
              say={value => t(`cyclePolicy.${value}`)}
              onChange={cyclePolicy => set({ cyclePolicy })}
              hint={t(`cyclePolicyHint.${form.cyclePolicy}`)}
            />
          </>
        )}
        <div className={classes['pair']}>
          {isAddon ? null : (
            <>
              <TextInput
                label={t('nodeCount')}
                description={t('nodeCountHint')}
                value={form.nodeCount}
                onChange={event => set({ nodeCount: event.currentTarget.value })}
                inputMode="numeric"
                error={said('nodeCount')}
              />
              <TagsInput
                label={t('regions')}
                description={t('regionsHint')}
                value={form.regions}
                onChange={regions => set({ regions })}
                maxTags={32}
                placeholder={form.regions.length === 0 ? t('anyRegion') : ''}
              />
            </>
          )}
          <TextInput
            label={t('mostPerOrder')}
            description={t('mostPerOrderHint')}
            value={form.mostPerOrder}
            onChange={event => set({ mostPerOrder: event.currentTarget.value })}
            inputMode="numeric"
            error={said('mostPerOrder')}
          />
        </div>
      </div>
    </Panel>
  )
}
