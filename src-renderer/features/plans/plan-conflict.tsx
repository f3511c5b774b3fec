import { useTranslation } from 'react-i18next'
import type { PlanBody, PlanView } from '../../../hub/contract/admin/plans.ts'
import { useFormat } from '../../lib/use-format.ts'
import { ConflictNote } from '../../ui/conflict-note.tsx'
import { differingFields, type PlanField } from './build-plan-form.ts'
import { renderShopBytes } from './render-shop-amounts.ts'

interface PlanConflictProps {
  /** What the form began with; null where that is not known any more. */
  readonly base: PlanView | null
  readonly theirs: PlanView
  readonly mine: PlanBody
  onTakeTheirs(): void
  onKeepMine(): void
}

/** What another operator changed of the plan meanwhile, beside what is typed here. */
export function PlanConflict({ base, theirs, mine, onTakeTheirs, onKeepMine }: PlanConflictProps) {
  const { t } = useTranslation(['plans', 'common'])
  const format = useFormat()
  const write = (plan: Pick<PlanBody, PlanField>, field: PlanField): string => {
    switch (field) {
      case 'title':
      case 'description':
        return plan[field][format.language]
      case 'price':
        return format.money(plan.price)
      case 'bytes':
        return plan.bytes === null ? t('common:unlimited') : renderShopBytes(plan.bytes)
      case 'stock':
        return plan.stock === null ? t('endless') : format.number(plan.stock)
      case 'regions':
        return plan.regions.length === 0 ? t('anyRegion') : plan.regions.join(', ')
      case 'visibility':
        return t(`visibility.${plan.visibility}`)
      case 'cyclePolicy':
        return t(`cyclePolicy.${plan.cyclePolicy}`)
      case 'validity':
        return plan.validity === null ? '–' : t(`validity.${plan.validity.kind}`)
      case 'name':
        return plan.name
      case 'nodeCount':
      case 'mostPerOrder':
      case 'position':
        return format.number(plan[field])
    }
  }
  return (
    <ConflictNote
      fields={differingFields(base ?? mine, theirs).map(field => ({
        label: t(`field.${field}`),
        theirs: write(theirs, field),
        mine: write(mine, field),
      }))}
      onTakeTheirs={onTakeTheirs}
      onKeepMine={onKeepMine}
    />
  )
}
