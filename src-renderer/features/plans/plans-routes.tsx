import { Route, Routes } from 'react-router'
import { useRight } from '../../lib/connection-store.ts'
import { NoPermission } from '../../ui/no-permission.tsx'
import { BatchPage } from './batch-page.tsx'
import { CodesPage } from './codes-page.tsx'
import { InvitesPage } from './invites-page.tsx'
import { NewPlanPage, PlanPage } from './plan-page.tsx'
import { PlansFrame } from './plans-frame.tsx'
import { PlansPage } from './plans-page.tsx'

export function PlansRoutes() {
  const maySeeCodes = useRight('codes.read')
  const noCodes = (
    <PlansFrame>
      <NoPermission />
    </PlansFrame>
  )
  return (
    <Routes>
      <Route index element={<PlansPage />} />
      <Route path="new" element={<NewPlanPage />} />
      <Route path="codes" element={maySeeCodes ? <CodesPage /> : noCodes} />
      <Route path="codes/:batchId" element={maySeeCodes ? <BatchPage /> : noCodes} />
      <Route path="invites" element={maySeeCodes ? <InvitesPage /> : noCodes} />
      <Route path=":planId" element={<PlanPage />} />
    </Routes>
  )
}
