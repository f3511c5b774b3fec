import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../lib/use-format.ts'
import { useHub } from '../../lib/use-hub.ts'
import { FilterBar } from '../../ui/filter-bar.tsx'
import { FilterSelect } from '../../ui/filter-select.tsx'
import { ListSearch } from '../../ui/list-search.tsx'
import { type ChangeFilters, gates, leftShares, narrowingOf, type UserFilters } from './build-user-query.ts'
import { RareFilters } from './rare-filters.tsx'
import { SavedFilters } from './saved-filters.tsx'
import { listPlans } from './user-endpoints.ts'

const mostPlans = 200

interface UserFilterBarProps {
  readonly filters: UserFilters
  readonly change: ChangeFilters
  clear(): void
  readonly exporter: ReactNode
  /** The choice of columns. */
  readonly look: ReactNode
}

/** What the list of users is narrowed by. */
export function UserFilterBar({ filters, change, clear, exporter, look }: UserFilterBarProps) {
  const { t } = useTranslation(['users', 'common'])
  const format = useFormat()
  const plans = useHub(listPlans, { query: { limit: mostPlans } })
  const narrowing = narrowingOf(filters)
  const isNarrowed = Object.keys(narrowing).length > 0
  return (
    <FilterBar
      {...(isNarrowed ? { clear } : {})}
      right={
        <>
          <SavedFilters narrowing={narrowing} />
          {look}
          {exporter}
        </>
      }
    >
      <ListSearch
        value={filters.search ?? ''}
        onChange={search => change({ search })}
        placeholder={t('searchUsers')}
      />
      <FilterSelect
        label={t('gate')}
        value={gates.find(gate => gate === filters.gate) ?? null}
        options={gates.map(value => ({ value, label: t(`common:gate.${value}`) }))}
        onChange={gate => change({ gate })}
      />
      <FilterSelect
        label={t('plan')}
        value={filters.planId === undefined ? null : String(filters.planId)}
        options={(plans.data?.items ?? []).map(plan => ({
          value: String(plan.id),
          label: plan.title[format.language],
        }))}
        onChange={planId => change({ planId: planId === null ? null : Number(planId) })}
        isSearchable
      />
      <FilterSelect
        label={t('left')}
        value={filters.leftBelowPercent === undefined ? null : String(filters.leftBelowPercent)}
        options={[...new Set([...leftShares, filters.leftBelowPercent ?? leftShares[0]])].map(share => ({
          value: String(share),
          label: t('leftBelow', { share }),
        }))}
        onChange={share => change({ leftBelowPercent: share === null ? null : Number(share) })}
      />
      <RareFilters filters={filters} change={change} />
    </FilterBar>
  )
}
