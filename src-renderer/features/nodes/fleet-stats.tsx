import { useTranslation } from 'react-i18next'
import { summarizeMetering } from '../../../hub/contract/admin/metering.ts'
import type { NodeListItem } from '../../../hub/contract/admin/node-views.ts'
import { useRight } from '../../lib/connection-store.ts'
import { useFormat } from '../../lib/use-format.ts'
import { useHub } from '../../lib/use-hub.ts'
import { Stat } from '../../ui/stat.tsx'
import { sumFleet } from './build-nodes.ts'
import classes from './nodes.module.css'

/** The fleet in four numbers: does it serve, how busy is it, is there room, is the counting whole. */
export function FleetStats({ nodes }: { readonly nodes: readonly NodeListItem[] }) {
  const { t } = useTranslation('nodes')
  const format = useFormat()
  const mayMeter = useRight('metering.read')
  const sum = sumFleet(nodes)
  const down = sum.failing + sum.halted
  return (
    <div className={classes['stats']}>
      <Stat
        label={t('serving')}
        value={
          <>
            {format.number(sum.serving)}
            <span className={classes['faint']}> / {format.number(sum.enrolled)}</span>
          </>
        }
        note={down === 0 ? t('allServe') : t('notServing', { nodes: down, count: sum.affected })}
      />
      <Stat
        to="/traffic"
        label={t('trafficNow')}
        value={format.rate(sum.download + sum.upload)}
        note={t('downUp', { down: format.rate(sum.download), up: format.rate(sum.upload) })}
      />
      <Stat
        label={t('places')}
        value={
          <>
            {format.number(sum.users)}
            <span className={classes['faint']}> / {format.number(sum.capacity)}</span>
          </>
        }
        note={t('placesNote', { left: format.number(Math.max(0, sum.capacity - sum.users)) })}
      />
      {mayMeter ? <CountingStat /> : null}
    </div>
  )
}

function CountingStat() {
  const { t } = useTranslation('nodes')
  const format = useFormat()
  const { data } = useHub(summarizeMetering, { query: { days: 30 } })
  const incidents = Object.values(data?.counts ?? {}).reduce((sum, count) => sum + count, 0)
  const proof = data?.lastProof ?? null
  const value =
    proof === null
      ? data === undefined
        ? '–'
        : t('unproved')
      : proof.differing === 0
        ? t('agree')
        : t('differ')
  return (
    <Stat
      to="/nodes/metering"
      label={t('counting')}
      value={value}
      note={
        proof === null
          ? t('incidents30', { count: incidents })
          : t('provedAgo', { ago: format.relative(proof.at) })
      }
    />
  )
}
