import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import * as z from 'zod'
import type { PlanView } from '../../../hub/contract/admin/plans.ts'
import { useRight } from '../../lib/connection-store.ts'
import { useDraft } from '../../lib/use-draft.ts'
import { hubKey, useHubAction } from '../../lib/use-hub.ts'
import { tell } from '../../ui/notify.tsx'
import {
  buildPlanChange,
  buildPlanForm,
  emptyFields,
  type PlanForm,
  planForm,
  readPlanForm,
} from './build-plan-form.ts'
import { PlanCard } from './plan-card.tsx'
import { PlanConflict } from './plan-conflict.tsx'
import { editPlan, readPlan } from './plan-endpoints.ts'
import { PlanFields } from './plan-fields.tsx'
import { PlanFoot } from './plan-foot.tsx'
import { PlanQuote } from './plan-quote.tsx'
import classes from './plans.module.css'

/** A draft knows of which version of the plan it is: one that was kept over a restart may be of an older one. */
const editDraft = z.strictObject({ version: z.number(), form: planForm })

/** Changes a plan; orders keep what they froze. */
export function EditPlan({ plan }: { readonly plan: PlanView }) {
  const { t } = useTranslation(['plans', 'common'])
  const client = useQueryClient()
  const mayWrite = useRight('plans.write')
  const draft = useDraft(`plan:${plan.id}`, editDraft, { version: plan.version, form: buildPlanForm(plan) })
  // What the typing began with: the plan may be loaded again meanwhile.
  const [pinned, pin] = useState(plan)
  const [newer, setNewer] = useState<PlanView | null>(null)
  const base = draft.isDraft ? pinned : plan
  const form = draft.isDraft ? draft.value.form : buildPlanForm(plan)
  const theirs = newer ?? (draft.isDraft && draft.value.version !== base.version ? base : null)
  const { body, problems } = readPlanForm(form)
  const change = buildPlanChange(base, body)
  const show = (saved: PlanView) => {
    client.setQueryData(hubKey(readPlan, { params: { planId: String(plan.id) } }), saved)
    setNewer(null)
    draft.end()
  }
  const edit = useHubAction(editPlan, {
    changes: ['plan.'],
    onDone(saved) {
      show(saved)
      tell(t('common:saved'))
    },
    onFailed({ failure: { code, facts } }) {
      // The contract says that the facts carry the plan as it is now.
      if (code === 'changed_meanwhile') setNewer(facts['current'] as PlanView)
    },
  })
  const set = (typed: PlanForm) => {
    if (!draft.isDraft) pin(plan)
    draft.set({ version: draft.isDraft ? draft.value.version : plan.version, form: typed })
  }
  const isChanged = Object.keys(change).length > 0
  const isReady = isChanged && Object.keys(problems).length === 0 && theirs === null
  const send = (version: number) => edit.mutate({ params: { planId: plan.id }, body: { ...change, version } })
  return (
    <form
      className={classes['columns']}
      onSubmit={event => {
        event.preventDefault()
        if (isReady) send(base.version)
      }}
    >
      <div className={classes['column']}>
        <PlanFields form={form} problems={problems} onChange={set} />
        {theirs === null ? null : (
          <PlanConflict
            base={theirs === base ? null : base}
            theirs={theirs}
            mine={body}
            onTakeTheirs={() => show(theirs)}
            onKeepMine={() => {
              setNewer(null)
              send(theirs.version)
            }}
          />
        )}
        {mayWrite ? (
          <PlanFoot
            error={edit.error?.failure.code === 'changed_meanwhile' ? null : edit.error}
            isDraft={isChanged}
            missing={emptyFields(form, problems)}
            drop={draft.end}
            submit={
              <Button type="submit" disabled={!isReady} loading={edit.isPending}>
                {t('common:save')}
              </Button>
            }
          />
        ) : (
          <p className={classes['note']}>{t('onlyLook')}</p>
        )}
      </div>
      <div className={`${classes['column']} ${classes['sticky']}`}>
        <PlanCard body={body} hasPrice={problems.price === undefined} />
        <PlanQuote plan={plan} isChanged={isChanged} />
      </div>
    </form>
  )
}
