import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { readTrafficTop, type TrafficTop } from '../../../hub/contract/admin/traffic.ts'
import type { DaySpan } from '../../lib/day-span-rule.ts'
import { useFormat } from '../../lib/use-format.ts'
import { useHub } from '../../lib/use-hub.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Panel } from '../../ui/panel.tsx'
import { StateMessage } from '../../ui/state-message.tsx'
import { countDays, dayNumber } from './calendar-rule.ts'
import classes from './traffic.module.css'
import { type Measure, mostDaysRanked } from './view-rule.ts'

interface TopTablesProps {
  readonly days: DaySpan
  readonly of: Measure
}

const rows = 10
const height = rows * 32 + 30

/** Who passed most on the days in sight: the users, and the nodes. */
export function TopTables({ days, of }: TopTablesProps) {
  return (
    <div className={classes['tops']}>
      <TopTable by="user" days={days} of={of} />
      <TopTable by="node" days={days} of={of} />
    </div>
  )
}

function TopTable({ by, days, of }: TopTablesProps & { readonly by: 'user' | 'node' }) {
  const { t } = useTranslation('traffic')
  const isLong = countDays(days) > mostDaysRanked
  const sort = of === 'charged' ? 'charged' : 'passed'
  const query = useHub(
    readTrafficTop,
    { query: { from: dayNumber(days[0]), until: dayNumber(days[1]), by, sort, limit: rows } },
    { enabled: !isLong, keep: true },
  )
  const title = t(by === 'user' ? 'topUsers' : 'topNodes')
  return (
    <Panel title={title}>
      {isLong ? (
        <StateMessage title={t('topTooLong')} hint={t('topTooLongHint')} />
      ) : (
        <Loaded query={query} height={height}>
          {top => <TopRows top={top} by={by} of={of} label={title} />}
        </Loaded>
      )}
    </Panel>
  )
}

interface TopRowsProps {
  readonly top: TrafficTop
  readonly by: 'user' | 'node'
  readonly of: Measure
  readonly label: string
}

function TopRows({ top, by, of, label }: TopRowsProps) {
  const { t } = useTranslation('traffic')
  const { bytes, exactBytes, percent } = useFormat()
  const amount = (item: { upload: number; download: number; charged: number }) =>
    of === 'charged' ? item.charged : item.upload + item.download
  const whole = Math.max(1, amount(top.total))
  const most = Math.max(1, ...top.items.map(amount))
  if (top.items.length === 0) return <StateMessage title={t('empty')} hint={t('emptyHint')} />
  return (
    <table className={classes['top']} aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{t('name')}</th>
          <th scope="col" colSpan={2}>
            {t('part')}
          </th>
          <th scope="col">{of === 'charged' ? t('of.charged') : t('amount')}</th>
        </tr>
      </thead>
      <tbody>
        {top.items.map(item => (
          <tr key={item.id}>
            <th scope="row">
              <Link className={classes['topName']} to={`/${by}s/${item.id}`}>
                {item.name === '' ? `#${item.id}` : item.name}
              </Link>
            </th>
            <td className={classes['track']}>
              <i className={classes['share']} style={{ width: `${(amount(item) / most) * 100}%` }} />
            </td>
            <td className={classes['num']}>{percent(amount(item) / whole)}</td>
            <td className={classes['num']} title={exactBytes(amount(item))}>
              {bytes(amount(item))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
