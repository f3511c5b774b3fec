import { SegmentedControl } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { readTrafficSeries, type TrafficSeries } from '../../../../hub/contract/admin/traffic.ts'
import { usageOfUserByCycle } from '../../../../hub/contract/admin/usage.ts'
import { SplitChart } from '../../../charts/split-chart.tsx'
import { useFormat } from '../../../lib/use-format.ts'
import { useHub } from '../../../lib/use-hub.ts'
import { useNow } from '../../../lib/use-now.ts'
import { Loaded } from '../../../ui/loaded.tsx'
import { StateMessage } from '../../../ui/state-message.tsx'
import classes from './parts.module.css'
import { buildShares, lastDays, type Span, spans, usageTicks } from './usage-shares.ts'

const chartHeight = 200
const hourMs = 3_600_000

/** What passed by day and node, and what each cycle came to. */
export function UserUsage({ userId }: { readonly userId: number }) {
  const { t } = useTranslation(['userPage', 'common'])
  const format = useFormat()
  const [span, setSpan] = useState<Span>(30)
  const { from, until } = lastDays(useNow(hourMs), span, format.zone)
  const query = useHub(
    readTrafficSeries,
    { query: { from, until, step: 'day', split: 'node', most: 7, userId } },
    { keep: true },
  )
  return (
    <>
      <div className={classes['bar']}>
        <span className={classes['lead']}>
          {query.data === undefined
            ? ''
            : t('usedInAll', { charged: format.bytes(query.data.total.charged), count: span })}
        </span>
        <SegmentedControl
          size="xs"
          aria-label={t('span')}
          data={spans.map(count => ({ value: String(count), label: t('days', { count }) }))}
          value={String(span)}
          onChange={value => setSpan(spans.find(each => String(each) === value) ?? span)}
        />
      </div>
      <Loaded query={query} height={chartHeight + 120}>
        {data =>
          data.total.charged === 0 ? (
            <StateMessage title={t('noUsage')} hint={t('noUsageHint')} />
          ) : (
            <ByNode data={data} />
          )
        }
      </Loaded>
      <Cycles userId={userId} />
    </>
  )
}

function ByNode({ data }: { readonly data: TrafficSeries }) {
  const { t } = useTranslation(['userPage', 'common'])
  const format = useFormat()
  const shares = useMemo(() => buildShares(data), [data])
  const ticks = useMemo(() => usageTicks(data.steps.length), [data])
  const tick = (step: number) => format.monthDay(data.steps[step] ?? 0)
  return (
    <>
      <SplitChart
        lines={shares}
        before={null}
        steps={data.steps.length}
        isRunning
        look="bars"
        height={chartHeight}
        ticks={ticks}
        tick={tick}
        value={format.bytes}
      />
      <table className={classes['table']} aria-label={t('byNodeOf')}>
        <thead>
          <tr>
            <th scope="col">{t('byNodeOf')}</th>
            <th scope="col" className={classes['num']}>
              {t('common:download')}
            </th>
            <th scope="col" className={classes['num']}>
              {t('common:upload')}
            </th>
            <th scope="col" className={classes['num']}>
              {t('charged')}
            </th>
          </tr>
        </thead>
        <tbody>
          {shares.map(({ key, node, colour, upload, download, charged }) => (
            <tr key={key}>
              <td>
                <span className={classes['hue']} style={{ background: colour }} aria-hidden />
                {node === null ? '–' : <Link to={`/nodes/${node.nodeId}`}>{node.name}</Link>}
              </td>
              <td className={classes['num']}>{format.bytes(download)}</td>
              <td className={classes['num']}>{format.bytes(upload)}</td>
              <td className={classes['num']}>{format.bytes(charged)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

const mostCycles = 12

/** Totals of his last cycles: they are kept for ever. */
function Cycles({ userId }: { readonly userId: number }) {
  const { t } = useTranslation(['userPage', 'common'])
  const format = useFormat()
  const { data } = useHub(usageOfUserByCycle, { params: { userId } })
  const now = useNow(60_000)
  const cycles = (data?.items ?? []).filter(cycle => cycle.startsAt <= now).slice(0, mostCycles)
  if (cycles.length === 0) return null
  return (
    <section aria-label={t('cycles')}>
      <h3 className={classes['heading']}>{t('cycles')}</h3>
      <table className={classes['table']}>
        <thead>
          <tr>
            <th scope="col">{t('cycleOf')}</th>
            <th scope="col" className={classes['num']}>
              {t('common:download')}
            </th>
            <th scope="col" className={classes['num']}>
              {t('common:upload')}
            </th>
            <th scope="col" className={classes['num']}>
              {t('charged')}
            </th>
            <th scope="col" className={classes['num']}>
              {t('overrun')}
            </th>
          </tr>
        </thead>
        <tbody>
          {cycles.map(cycle => (
            <tr key={cycle.cycleId}>
              <td>{`${format.day(cycle.startsAt)} – ${format.day(cycle.endsAt - 1)}`}</td>
              <td className={classes['num']}>{format.bytes(cycle.download)}</td>
              <td className={classes['num']}>{format.bytes(cycle.upload)}</td>
              <td className={classes['num']}>{format.bytes(cycle.charged)}</td>
              <td className={classes['num']}>{cycle.overrun === 0 ? '–' : format.bytes(cycle.overrun)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
