import { SegmentedControl, Skeleton } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type NodeSample, readNodeSamples } from '../../../hub/contract/admin/node-samples.ts'
import { chartColours } from '../../charts/chart-colours.ts'
import { TimeChart, type TimeLine } from '../../charts/time-chart.tsx'
import { useFormat } from '../../lib/use-format.ts'
import { useHub } from '../../lib/use-hub.ts'
import { useNow } from '../../lib/use-now.ts'
import { Panel } from '../../ui/panel.tsx'
import { FailureMessage, StateMessage } from '../../ui/state-message.tsx'
import { buildSamples } from './build-samples.ts'
import classes from './node-page.module.css'

const hour = 3_600_000
const spans = { '6h': 6 * hour, '24h': 24 * hour, '3d': 72 * hour, '14d': 336 * hour } as const
type Span = keyof typeof spans
const height = 176
const stepMs = 300_000

/** How a node fared: what passed, its ports, processor and memory. */
export function NodeSamples({ nodeId }: { readonly nodeId: number }) {
  const { t } = useTranslation('nodes')
  const [span, setSpan] = useState<Span>('24h')
  const until = useNow(stepMs) + stepMs
  const from = until - spans[span]
  const query = useHub(readNodeSamples, { params: { nodeId }, query: { from, until } }, { keep: true })
  const { data, error } = query
  return (
    <Panel
      title={t('fared')}
      right={
        <SegmentedControl
          size="xs"
          aria-label={t('span')}
          value={span}
          onChange={chosen => setSpan(chosen as Span)}
          data={Object.keys(spans).map(value => ({ value, label: t(`spans.${value as Span}`) }))}
        />
      }
    >
      {data === undefined ? (
        error === null ? (
          <Skeleton height={2 * height + 60} aria-busy="true" />
        ) : (
          <FailureMessage error={error} retry={() => void query.refetch()} />
        )
      ) : data.items.length === 0 ? (
        <StateMessage title={t('noSamples')} hint={t('noSamplesHint')} />
      ) : (
        <Charts items={data.items} spanMs={data.spanMs} from={from} until={until} />
      )}
    </Panel>
  )
}

interface ChartsProps {
  readonly items: readonly NodeSample[]
  readonly spanMs: number
  readonly from: number
  readonly until: number
}

function Charts({ items, spanMs, from, until }: ChartsProps) {
  const { t } = useTranslation(['nodes', 'common'])
  const format = useFormat()
  const points = useMemo(() => buildSamples(items, spanMs), [items, spanMs])
  const last = items.at(-1)
  const frame = { points, from, until, height }
  const line = (id: string, name: string, look: TimeLine['look'] = 'area'): TimeLine => ({
    id,
    name,
    look,
    colour: look === 'area' ? chartColours.download : chartColours.upload,
  })
  return (
    <div className={classes['charts']}>
      <Chart title={t('traffic')} now={last === undefined ? '' : format.rate(last.download + last.upload)}>
        <TimeChart
          {...frame}
          label={t('traffic')}
          value={format.rate}
          lines={[line('download', t('common:download')), line('upload', t('common:upload'), 'dashed')]}
        />
      </Chart>
      <Chart
        title={t('portsServed')}
        now={
          last === undefined
            ? ''
            : `${format.number(last.portsListening)} · ${t('closedPorts', { count: last.portsClosed })}`
        }
      >
        <TimeChart
          {...frame}
          label={t('portsServed')}
          value={format.number}
          lines={[line('listening', t('listening')), line('closed', t('closed'), 'dashed')]}
        />
      </Chart>
      <Chart title={t('cpu')} now={last?.cpu == null ? '–' : format.percent(last.cpu / 1_000)}>
        <TimeChart
          {...frame}
          label={t('cpu')}
          most={1}
          value={format.percent}
          lines={[line('cpu', t('cpu'))]}
        />
      </Chart>
      <Chart
        title={t('memory')}
        now={
          last?.memoryUsed == null || last.memoryTotal === null
            ? '–'
            : t('memoryOf', { used: format.bytes(last.memoryUsed), total: format.bytes(last.memoryTotal) })
        }
      >
        <TimeChart
          {...frame}
          label={t('memory')}
          {...(last?.memoryTotal == null ? {} : { most: last.memoryTotal })}
          value={format.bytes}
          lines={[line('memory', t('memoryInUse')), line('agentMemory', t('memoryOfAgent'), 'dashed')]}
        />
      </Chart>
    </div>
  )
}

function Chart(props: { readonly title: string; readonly now: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <div className={classes['chartHead']}>
        <span>{props.title}</span>
        <b>{props.now}</b>
      </div>
      {props.children}
    </div>
  )
}
