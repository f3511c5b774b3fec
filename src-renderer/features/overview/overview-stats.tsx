import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Overview } from '../../../hub/contract/admin/overview.ts'
import { Sparkline } from '../../charts/sparkline.tsx'
import { dayTextOf } from '../../lib/day-span-rule.ts'
import { useFormat } from '../../lib/use-format.ts'
import { Stat } from '../../ui/stat.tsx'
import { buildLists, changeOf } from './build-overview.ts'
import classes from './overview.module.css'

/** Money, users, traffic and nodes in four numbers, each with two lines of what stands behind it, each a link there. */
export function OverviewStats({ data }: { readonly data: Overview }) {
  const { t } = useTranslation('overview')
  const format = useFormat()
  const { money, users, traffic, nodes } = data
  const change = changeOf(money.today.received, money.lastWeekSoFar.received)
  const lists = buildLists(data, dayTextOf(data.at, data.timeZone))
  const notServing = nodes.failing + nodes.halted
  return (
    <div className={classes['stats']}>
      <Stat
        to="/orders/revenue"
        label={t('todayMoney')}
        value={format.money(money.today.received)}
        note={
          <>
            <Link to={lists.orders}>{t('orders', { count: money.today.orders })}</Link>
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
        more={
          <>
            <Link to="/orders/revenue?by=month">
              {t('monthMoney', { amount: format.money(money.month.received) })}
            </Link>
            {money.today.ofNoOrder === 0 ? null : (
              <div>
                <Link to="/orders/inbox">
                  {t('ofNoOrder', { amount: format.money(money.today.ofNoOrder) })}
                </Link>
              </div>
            )}
          </>
        }
      />
      <Stat
        to="/users?gate=open"
        label={t('activeUsers')}
        value={format.number(users.active)}
        note={<Link to={lists.expiring}>{t('expiring', { count: users.expiring })}</Link>}
        more={
          <>
            <Link to="/users">{t('allUsers', { all: format.number(users.all) })}</Link>
            {' · '}
            <Link to={lists.created}>
              {t('createdToday', { created: format.number(users.createdToday) })}
            </Link>
          </>
        }
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
        note={
          notServing === 0 ? (
            t('nodesWell')
          ) : (
            <Link to="/nodes?group=troubled">{t('nodesDown', { nodes: notServing })}</Link>
          )
        }
        more={
          notServing === 0
            ? t('nodesPending', { count: nodes.pending })
            : t('usersAffected', { count: nodes.usersAffected, users: format.number(nodes.usersAffected) })
        }
      />
    </div>
  )
}
