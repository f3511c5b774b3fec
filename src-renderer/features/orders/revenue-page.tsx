import { SegmentedControl } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import * as z from 'zod'
import { planEndpoints } from '../../../hub/contract/admin/plans.ts'
import { MoneyChart } from '../../charts/money-chart.tsx'
import { daysBack, daysOf, midnightOf } from '../../lib/day-span-rule.ts'
import { useFilters } from '../../lib/use-filters.ts'
import { useFormat } from '../../lib/use-format.ts'
import { useHub } from '../../lib/use-hub.ts'
import { DayRange } from '../../ui/day-range.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Panel } from '../../ui/panel.tsx'
import { buildRevenue, revenueGroups, sumRevenue } from './build-revenue.ts'
import { readRevenue } from './order-endpoints.ts'
import { OrdersFrame } from './orders-frame.tsx'
import classes from './revenue.module.css'
import { RevenueStats } from './revenue-stats.tsx'
import { RevenueTable } from './revenue-table.tsx'

const [listPlans] = planEndpoints
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)
const filter = z.object({ from: day, until: day, by: z.enum(revenueGroups) })
const usualDays = 30
/** More days than this are drawn by month. */
const mostBars = 92

/** Money that came and went, by day, month and plan. */
export function RevenuePage() {
  const { t } = useTranslation(['orders', 'common'])
  const format = useFormat()
  const [{ from, until, by = 'day' }, change] = useFilters(filter)
  const span = useMemo(
    () =>
      from !== undefined && until !== undefined
        ? ([from, until] as const)
        : daysBack(Date.now(), usualDays, format.zone),
    [from, until, format.zone],
  )
  const query = useHub(readRevenue, { query: { from: span[0], until: span[1] } }, { keep: true })
  const plans = useHub(listPlans, { query: { limit: 200 } })
  const titles = useMemo(
    () => new Map((plans.data?.items ?? []).map(plan => [String(plan.id), plan.title[format.language]])),
    [plans.data, format.language],
  )
  const shape = by === 'month' || daysOf(span).length > mostBars ? 'month' : 'day'
  /** Of a day or a month. */
  const startOf = (key: string) => midnightOf(key.length === 7 ? `${key}-01` : key, format.zone)
  const nameOf = (key: string) => {
    if (by === 'plan') return key === '' ? t('noPlan') : (titles.get(key) ?? t('planNumber', { id: key }))
    return by === 'month' ? format.month(startOf(key)) : format.dayText(key)
  }
  return (
    <OrdersFrame
      actions={
        <DayRange
          label={t('span')}
          value={span}
          onChange={chosen => change({ from: chosen?.[0] ?? null, until: chosen?.[1] ?? null })}
          isClearable={false}
        />
      }
    >
      <Loaded query={query} height={520}>
        {({ items }) => (
          <>
            <RevenueStats sums={sumRevenue(items)} days={daysOf(span).length} />
            <p className={classes['counts']}>{t('revenueCounts')}</p>
            <Panel title={t(shape === 'day' ? 'revenueByDay' : 'revenueByMonth')}>
              <MoneyChart
                points={buildRevenue(items, span, shape).map(({ key, wechat, manual, refunded }) => ({
                  at: startOf(key),
                  wechat,
                  manual,
                  refunded,
                }))}
                height={190}
                names={{ wechat: t('method.wechat'), manual: t('method.manual'), refunded: t('refunded') }}
                label={shape === 'day' ? format.monthDay : format.month}
              />
            </Panel>
            <Panel
              flush
              title={t('breakdown')}
              className={classes['table'] ?? ''}
              right={
                <SegmentedControl
                  size="xs"
                  aria-label={t('breakdown')}
                  value={by}
                  onChange={chosen => change({ by: revenueGroups.find(each => each === chosen) ?? null })}
                  data={revenueGroups.map(value => ({ value, label: t(`by.${value}`) }))}
                />
              }
            >
              <RevenueTable rows={buildRevenue(items, span, by)} group={by} span={span} nameOf={nameOf} />
            </Panel>
          </>
        )}
      </Loaded>
    </OrdersFrame>
  )
}
