import { useTranslation } from 'react-i18next'
import { readOverview } from '../../../hub/contract/admin/overview.ts'
import { TrafficChart } from '../../charts/traffic-chart.tsx'
import { useFormat } from '../../lib/use-format.ts'
import { useHub } from '../../lib/use-hub.ts'
import { useNow } from '../../lib/use-now.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Tag } from '../../ui/tag.tsx'
import { NeedsYou } from './needs-you.tsx'
import classes from './overview.module.css'
import { OverviewSkeleton } from './overview-skeleton.tsx'
import { OverviewStats } from './overview-stats.tsx'
import { RunningOut } from './running-out.tsx'

const everyMs = 10_000

/** Is all well, and what needs me: every number leads to its list. */
export function OverviewPage() {
  const { t } = useTranslation(['overview', 'common'])
  const format = useFormat()
  const query = useHub(readOverview, {}, { everyMs })
  const books = query.data?.books.agree
  return (
    <Page
      title={t('common:nav.overview')}
      tags={
        query.data === undefined ? null : (
          <>
            {books === true ? <Tag tone="ok">{t('allWell')}</Tag> : null}
            {books === false ? <Tag tone="bad">{t('booksDiffer')}</Tag> : null}
            {books === null ? <Tag tone="plain">{t('booksUnchecked')}</Tag> : null}
            {query.data.collectedAt === null ? null : <Collected at={query.data.collectedAt} />}
          </>
        )
      }
    >
      <Loaded query={query} skeleton={<OverviewSkeleton />}>
        {data => (
          <>
            <OverviewStats data={data} />
            <div className={classes['middle']}>
              <Panel title={t('last24')}>
                <TrafficChart
                  points={data.traffic.hours.map(({ hour, upload, download }) => ({
                    at: hour,
                    upload,
                    download,
                  }))}
                  height={210}
                  label={format.clock}
                />
              </Panel>
              <NeedsYou data={data} />
            </div>
          </>
        )}
      </Loaded>
      <RunningOut total={query.data?.users.runningOut ?? 0} />
    </Page>
  )
}

function Collected({ at }: { readonly at: number }) {
  const { t } = useTranslation('overview')
  const format = useFormat()
  const now = useNow(1_000)
  return (
    <span className={classes['collected']} title={format.instant(at)}>
      {t('collected', { ago: format.relative(at, now) })}
    </span>
  )
}
