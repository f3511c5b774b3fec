import { IconArrowLeft } from '@tabler/icons-react'
import { type ReactNode, useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams } from 'react-router'
import { useFormat } from '../../lib/use-format.ts'
import { useHub } from '../../lib/use-hub.ts'
import { useScreenKey } from '../../lib/use-screen-key.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Page } from '../../ui/page.tsx'
import { EditPlan } from './edit-plan.tsx'
import { NewPlan } from './new-plan.tsx'
import { readPlan } from './plan-endpoints.ts'
import classes from './plans.module.css'
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
  const navigate = useNavigate()
  useScreenKey(
    'Escape',
    useCallback(() => void navigate('/plans'), [navigate]),
  )
  return (
    <Page title={title} tags={tags}>
      <nav className={classes['lead']}>
        <Link to="/plans">
          <IconArrowLeft size={16} aria-hidden /> {t('tabs.plans')}
        </Link>
      </nav>
      {children}
    </Page>
  )
}
