import { useTranslation } from 'react-i18next'
import { readOverview } from '../../../hub/contract/admin/overview.ts'
import { TrafficChart } from '../../charts/traffic-chart.tsx'
import { useFormat } from '../../lib/use-format.ts'
import { useHub } from '../../lib/use-hub.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Stat } from '../../ui/stat.tsx'

export function OverviewPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const query = useHub(readOverview, {}, { everyMs: 10_000 })
  return (
    <Page title={t('nav.overview')}>
      <Loaded query={query}>
        {data => (
          <>
            <Stat label={t('nav.users')} value={format.number(data.users.active)} to="/users" />
            <Panel title={t('nav.traffic')}>
              <TrafficChart
                points={data.traffic.hours.map(({ hour, ...rest }) => ({ at: hour, ...rest }))}
                label={format.clock}
              />
            </Panel>
          </>
        )}
      </Loaded>
    </Page>
  )
}
