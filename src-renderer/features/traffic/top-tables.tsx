import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { readTrafficTop, type TrafficTop } from '../../../hub/contract/admin/traffic.ts'
import { useFormat } from '../../lib/use-format.ts'
import { useHub } from '../../lib/use-hub.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Panel } from '../../ui/panel.tsx'
import { StateMessage } from '../../ui/state-message.tsx'
import { countDays, dayNumber } from './calendar-rule.ts'
import classes from './traffic.module.css'
import { type Measure, mostDaysRanked } from './view-rule.ts'

interface TopTablesProps {
  /** First and last day, YYYY-MM-DD. */
  readonly from: string
  readonly until: string
  readonly of: Measure
  /** Said where the days are more than what is in sight: hours are ranked by whole days. */
  readonly note: string | null
}

const rows = 10
const height = rows * 32 + 30

/** Who passed most on the days in sight: the users, and the nodes. */
export const TopTables = memo(function TopTables(props: TopTablesProps) {
  return (
    <div className={classes['tops']}>
      <TopTable by="user" {...props} />
      <TopTable by="node" {...props} />
    </div>
  )
})

function TopTable({ by, from, until, of, note }: TopTablesProps & { readonly by: 'user' | 'node' }) {
  const { t } = useTranslation('traffic')
  const isLong = countDays([from, until]) > mostDaysRanked
  const sort = of === 'charged' ? 'charged' : 'passed'
  const query = useHub(
    readTrafficTop,
    { query: { from: dayNumber(from), until: dayNumber(until), by, sort, limit: rows } },
    { enabled: !isLong, keep: true },
  )
  const title = t(by === 'user' ? 'topUsers' : 'topNodes')
  return (
    <Panel title={title} right={note === null ? null : <span className={classes['zone']}>{note}</span>}>
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
