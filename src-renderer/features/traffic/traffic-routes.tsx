import { useTranslation } from 'react-i18next'
import { readAbout } from '../../../hub/contract/admin/about.ts'
import { readTrafficSeries } from '../../../hub/contract/admin/traffic.ts'
import { TrafficChart } from '../../charts/traffic-chart.tsx'
import { useFormat } from '../../lib/use-format.ts'
import { useHub } from '../../lib/use-hub.ts'
import { useNow } from '../../lib/use-now.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { lastDays } from './build-period.ts'

const days = 30
const height = 320
const stepMs = 300_000

/** What passed on each of the last days, as the hub's calendar has them. */
export function TrafficRoutes() {
  const { t } = useTranslation('common')
  const format = useFormat()
  const now = useNow(stepMs)
  const about = useHub(readAbout)
  const timeZone = about.data?.timeZone ?? 'UTC'
  const query = useHub(
    readTrafficSeries,
    { query: { ...lastDays(now, days, timeZone), step: 'day' } },
    { enabled: about.data !== undefined, keep: true },
  )
  const locale = format.language === 'zh' ? 'zh-CN' : 'en-GB'
  const label = (at: number) =>
    new Intl.DateTimeFormat(locale, { timeZone, month: 'short', day: 'numeric' }).format(at)
  return (
    <Page title={t('nav.traffic')}>
      <Panel title={t('lastDays', { count: days })}>
        <Loaded query={query} height={height}>
          {({ steps, series }) => (
            <TrafficChart
              points={steps.map((at, index) => ({
                at,
                upload: series[0]?.upload[index] ?? 0,
                download: series[0]?.download[index] ?? 0,
              }))}
              height={height}
              label={label}
            />
          )}
        </Loaded>
      </Panel>
    </Page>
  )
}
