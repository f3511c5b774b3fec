import { useTranslation } from 'react-i18next'
import { Route, Routes, useParams } from 'react-router'
import { readUser } from '../../../hub/contract/admin/users.ts'
import { useHub } from '../../lib/use-hub.ts'
import { GateTag } from '../../ui/gate-tag.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { TabLinks } from '../../ui/tab-links.tsx'
import { useLastList } from './last-list.ts'
import { UserFacts } from './user-facts.tsx'
import classes from './user-page.module.css'
import { UserRing } from './user-ring.tsx'
import { UserStanding } from './user-standing.tsx'
import { UserTimeline } from './user-timeline.tsx'

/** May he pass, what is left, until when, and why: left what is so now, right how it came to be. */
export function UserPage() {
  const { t } = useTranslation(['users', 'common'])
  const { userId = '' } = useParams()
  const { search } = useLastList()
  const query = useHub(readUser, { params: { userId } })
  const user = query.data
  const base = `/users/${userId}`
  return (
    <Page
      title={user?.name ?? t('user')}
      back={{ to: `/users${search}`, label: t('common:nav.users') }}
      tags={user === undefined ? null : <GateTag gate={user.gate} since={user.gateSince} />}
    >
      <Loaded query={query} height={520}>
        {found => (
          <div className={classes['columns']}>
            <div className={classes['column']}>
              <UserStanding user={found} />
              <Panel>
                <UserRing user={found} />
              </Panel>
              <UserFacts user={found} />
            </div>
            <div className={classes['column']}>
              <Panel className={classes['part'] ?? ''}>
                <div className={classes['partTabs']}>
                  <TabLinks
                    label={t('partsOf', { name: found.name })}
                    tabs={[{ to: base, label: t('tab.timeline'), end: true }]}
                  />
                </div>
                <Routes>
                  <Route index element={<UserTimeline userId={found.id} />} />
                </Routes>
              </Panel>
            </div>
          </div>
        )}
      </Loaded>
    </Page>
  )
}
