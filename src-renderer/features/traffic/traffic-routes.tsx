import { useTranslation } from 'react-i18next'
import { readAbout } from '../../../hub/contract/admin/about.ts'
import { useRight } from '../../lib/connection-store.ts'
import { useHub } from '../../lib/use-hub.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { NoPermission } from '../../ui/no-permission.tsx'
import { Page } from '../../ui/page.tsx'
import classes from './traffic.module.css'
import { TrafficScreen } from './traffic-screen.tsx'

/** How much passed, when, and through whom. */
export function TrafficRoutes() {
  const { t } = useTranslation(['common', 'traffic'])
  const mayRead = useRight('usage.read')
  const about = useHub(readAbout)
  const zone = about.data?.timeZone
  return (
    <Page
      title={t('nav.traffic')}
      tags={
        zone === undefined ? undefined : (
          <span className={classes['zone']}>{t('traffic:zone', { zone })}</span>
        )
      }
    >
      {mayRead ? (
        <Loaded query={about} height={640}>
          {({ timeZone }) => <TrafficScreen timeZone={timeZone} />}
        </Loaded>
      ) : (
        <NoPermission />
      )}
    </Page>
  )
}
