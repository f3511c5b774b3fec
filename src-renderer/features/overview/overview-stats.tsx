import { useTranslation } from 'react-i18next'
import type { Overview } from '../../../hub/contract/admin/overview.ts'
import { Sparkline } from '../../charts/sparkline.tsx'
import { useFormat } from '../../lib/use-format.ts'
import { Stat } from '../../ui/stat.tsx'
import { changeOf } from './build-overview.ts'
import classes from './overview.module.css'

/** Money, users, traffic and nodes in four numbers, each with two lines of what stands behind it. */
export function OverviewStats({ data }: { readonly data: Overview }) {
  const { t } = useTranslation('overview')
  const format = useFormat()
  const { money, users, traffic, nodes } = data
  const change = changeOf(money.today.received, money.lastWeekSoFar.received)
  const notServing = nodes.failing + nodes.halted
  return (
    <div className={classes['stats']}>
      <Stat
        to="/orders/revenue"
        label={t('todayMoney')}
        value={format.money(money.today.received)}
        note={
          <>
            {t('orders', { count: money.today.orders })}
            {change === null ? null : (
              <>
                {` · ${t('versusLastWeek')} `}
                <b data-up={change >= 0} className={classes['change']}>
                  {`${change >= 0 ? '+' : '−'}${Math.abs(Math.round(change * 100))}%`}
                </b>
              </>
            )}
          </>
        }
        more={t('monthMoney', { amount: format.money(money.month.received) })}
      />
      <Stat
        to="/users?gate=open"
        label={t('activeUsers')}
        value={format.number(users.active)}
        note={t('expiring', { count: users.expiring })}
        more={t('allUsers', { all: format.number(users.all), created: format.number(users.createdToday) })}
      />
      <Stat
        to="/traffic"
        label={t('trafficNow')}
        value={traffic.now === null ? '–' : format.rate(traffic.now.upload + traffic.now.download)}
        note={
          traffic.now === null
            ? t('noTraffic')
            : t('trafficNowSplit', {
                down: format.rate(traffic.now.download),
                up: format.rate(traffic.now.upload),
              })
        }
        more={t('trafficToday', { sum: format.bytes(traffic.today.download + traffic.today.upload) })}
        aside={<Sparkline values={traffic.hours.slice(-12).map(hour => hour.upload + hour.download)} />}
      />
      <Stat
        to="/nodes"
        label={t('nodes')}
        value={
          <>
            {nodes.all - notServing}
            <span className={classes['of']}>{` / ${nodes.all}`}</span>
          </>
        }
        note={notServing === 0 ? t('nodesWell') : t('nodesDown', { nodes: notServing })}
        more={
          notServing === 0
            ? t('nodesPending', { count: nodes.pending })
            : t('usersAffected', { count: nodes.usersAffected, users: format.number(nodes.usersAffected) })
        }
      />
    </div>
  )
}
