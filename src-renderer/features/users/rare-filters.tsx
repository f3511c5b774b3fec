import { Button, Popover, Stack } from '@mantine/core'
import { IconAdjustmentsHorizontal } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { userStatus } from '../../../hub/contract/admin/user-filter.ts'
import { dayTextOf, instantsOf } from '../../lib/day-span-rule.ts'
import { useHubZone } from '../../lib/hub-zone.ts'
import { DayRange } from '../../ui/day-range.tsx'
import { FilterSelect } from '../../ui/filter-select.tsx'
import {
  type ChangeFilters,
  countRare,
  expirySpan,
  narrowByExpiry,
  type UserFilters,
} from './build-user-query.ts'
import { useNodes } from './use-nodes.ts'
import classes from './users.module.css'

interface RareFiltersProps {
  readonly filters: UserFilters
  readonly change: ChangeFilters
}

/** Filters that are seldom needed, folded away; the button says how many of them narrow the list. */
export function RareFilters({ filters, change }: RareFiltersProps) {
  const { t } = useTranslation(['users', 'common'])
  const { nodes, regions } = useNodes()
  const zone = useHubZone(store => store.zone)
  const active = countRare(filters)
  const since = filters.createdSince
  return (
    <Popover position="bottom-start" withArrow={false}>
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconAdjustmentsHorizontal size={15} aria-hidden />}
          aria-label={active > 0 ? t('moreFiltersActive', { count: active }) : t('moreFilters')}
        >
          {active > 0 ? t('moreCount', { count: active }) : t('more')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('moreFilters')}>
        <Stack gap="xs" className={classes['rare'] ?? ''}>
          <FilterSelect
            label={t('node')}
            value={filters.nodeId === undefined ? null : String(filters.nodeId)}
            options={nodes.map(node => ({ value: String(node.id), label: node.name }))}
            onChange={nodeId => change({ nodeId: nodeId === null ? null : Number(nodeId) })}
            isSearchable
          />
          <FilterSelect
            label={t('region')}
            value={filters.region ?? null}
            options={regions.map(value => ({ value, label: value }))}
            onChange={region => change({ region })}
          />
          <FilterSelect
            label={t('statusOf')}
            value={filters.status ?? null}
            options={userStatus.options.map(value => ({ value, label: t(`status.${value}`) }))}
            onChange={status => change({ status })}
          />
          <DayRange
            label={t('endsBetween')}
            value={expirySpan(filters, zone)}
            onChange={span => change(narrowByExpiry(span, zone))}
          />
          <DayRange
            label={t('createdBetween')}
            value={since === undefined ? null : [dayTextOf(since, zone), dayTextOf(Date.now(), zone)]}
            onChange={span => change({ createdSince: span === null ? null : instantsOf(span, zone).from })}
          />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
