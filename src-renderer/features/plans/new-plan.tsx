import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useDraft } from '../../lib/use-draft.ts'
import { useHubAction } from '../../lib/use-hub.ts'
import { tell } from '../../ui/notify.tsx'
import { emptyFields, emptyPlan, planForm, readPlanForm } from './build-plan-form.ts'
import { PlanCard } from './plan-card.tsx'
import { createPlan } from './plan-endpoints.ts'
import { PlanFields } from './plan-fields.tsx'
import { PlanFoot } from './plan-foot.tsx'
import classes from './plans.module.css'

/** Adds a plan; it is hidden until its maker shows it. */
export function NewPlan() {
  const { t } = useTranslation(['plans', 'common'])
  const navigate = useNavigate()
  const draft = useDraft('plan:new', planForm, emptyPlan)
  const { body, problems } = readPlanForm(draft.value)
  const create = useHubAction(createPlan, {
    changes: ['plan.'],
    onDone(plan) {
      draft.end()
      tell(t('planMade', { name: plan.name }))
      void navigate(`/plans/${plan.id}`, { replace: true })
    },
  })
  const isReady = Object.keys(problems).length === 0
  return (
    <form
      className={classes['columns']}
      onSubmit={event => {
        event.preventDefault()
        if (isReady) create.mutate({ body })
      }}
    >
      <div className={classes['column']}>
        <PlanFields form={draft.value} problems={problems} onChange={draft.set} isNew />
        <PlanFoot
          error={create.error}
          isDraft={draft.isDraft}
          missing={emptyFields(draft.value, problems)}
          drop={draft.end}
          submit={
            <Button type="submit" disabled={!isReady} loading={create.isPending}>
              {t('addPlan')}
            </Button>
          }
        />
      </div>
      <div className={`${classes['column']} ${classes['sticky']}`}>
        <PlanCard body={body} hasPrice={problems.price === undefined} />
      </div>
    </form>
  )
}
