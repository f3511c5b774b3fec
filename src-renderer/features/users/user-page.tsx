import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Route, Routes, useParams } from 'react-router'
import { readUser } from '../../../hub/contract/admin/users.ts'
import { useHub } from '../../lib/use-hub.ts'
import { GateTag } from '../../ui/gate-tag.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { TabLinks } from '../../ui/tab-links.tsx'
import { DeedDialog } from './deeds/deed-dialog.tsx'
import type { Deed } from './deeds/deed-rule.ts'
import { UserActions } from './deeds/user-actions.tsx'
import { UserGrants } from './parts/user-grants.tsx'
import { UserNodes } from './parts/user-nodes.tsx'
import { UserOrders } from './parts/user-orders.tsx'
import { UserUsage } from './parts/user-usage.tsx'
import { UserFacts } from './user-facts.tsx'
import classes from './user-page.module.css'
import { UserRing } from './user-ring.tsx'
import { UserStanding } from './user-standing.tsx'
import { UserTimeline } from './user-timeline.tsx'

/** May he pass, what is left, until when, and why: left what is so now, right how it came to be. */
export function UserPage() {
  const { t } = useTranslation(['users', 'common'])
  const { userId = '' } = useParams()
  const query = useHub(readUser, { params: { userId } })
  const user = query.data
  const [deed, setDeed] = useState<Deed | null>(null)
  const base = `/users/${userId}`
  return (
    <Page
      title={user?.name ?? t('user')}
      back={{ to: '/users', label: t('common:nav.users') }}
      tags={user === undefined ? null : <GateTag gate={user.gate} since={user.gateSince} />}
      actions={
        user === undefined || user.status === 'deleted' ? null : <UserActions user={user} onDeed={setDeed} />
      }
    >
      <Loaded query={query} height={520}>
        {found => (
          <div className={classes['columns']}>
            <div className={classes['column']}>
              <UserStanding user={found} />
              <Panel>
                <UserRing user={found} />
              </Panel>
              <UserFacts user={found} onDeed={setDeed} />
            </div>
            <div className={classes['column']}>
              <Panel className={classes['part'] ?? ''}>
                <div className={classes['partTabs']}>
                  <TabLinks
                    label={t('partsOf', { name: found.name })}
                    tabs={[
                      { to: base, label: t('tab.timeline'), end: true },
                      { to: `${base}/usage`, label: t('tab.usage') },
                      { to: `${base}/orders`, label: t('tab.orders') },
                      { to: `${base}/grants`, label: t('tab.grants') },
                      { to: `${base}/nodes`, label: t('tab.nodes') },
                    ]}
                  />
                </div>
                <Routes>
                  <Route index element={<UserTimeline userId={found.id} />} />
                  <Route path="usage" element={<UserUsage userId={found.id} />} />
                  <Route path="orders" element={<UserOrders userId={found.id} />} />
                  <Route path="grants" element={<UserGrants user={found} />} />
                  <Route path="nodes" element={<UserNodes user={found} />} />
                </Routes>
              </Panel>
            </div>
            <DeedDialog deed={deed} user={found} onDeed={setDeed} />
          </div>
        )}
      </Loaded>
    </Page>
  )
}
