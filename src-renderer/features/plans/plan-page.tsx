import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { useFormat } from '../../lib/use-format.ts'
import { useHub } from '../../lib/use-hub.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Page } from '../../ui/page.tsx'
import { EditPlan } from './edit-plan.tsx'
import { NewPlan } from './new-plan.tsx'
import { readPlan } from './plan-endpoints.ts'
import { VisibilityTag } from './visibility-tag.tsx'

/** A plan: its terms, and what customers see and get by them. */
export function PlanPage() {
  const { t } = useTranslation('plans')
  const format = useFormat()
  const { planId = '' } = useParams()
  const query = useHub(readPlan, { params: { planId } })
  const plan = query.data
  return (
    <OnePlan
      title={plan === undefined ? t('plan') : plan.title[format.language]}
      tags={plan === undefined ? null : <VisibilityTag visibility={plan.visibility} />}
    >
      <Loaded query={query} height={560}>
        {loaded => <EditPlan key={loaded.id} plan={loaded} />}
      </Loaded>
    </OnePlan>
  )
}

export function NewPlanPage() {
  const { t } = useTranslation('plans')
  return (
    <OnePlan title={t('newPlan')}>
      <NewPlan />
    </OnePlan>
  )
}

interface OnePlanProps {
  readonly title: string
  readonly tags?: ReactNode
  readonly children: ReactNode
}

function OnePlan({ title, tags, children }: OnePlanProps) {
  const { t } = useTranslation('plans')
  return (
    <Page title={title} back={{ to: '/plans', label: t('tabs.plans') }} tags={tags}>
      {children}
    </Page>
  )
}
