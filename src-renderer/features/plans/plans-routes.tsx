import { Route, Routes } from 'react-router'
import { BatchPage } from './batch-page.tsx'
import { CodesPage } from './codes-page.tsx'
import { InvitesPage } from './invites-page.tsx'
import { NewPlanPage, PlanPage } from './plan-page.tsx'
import { PlansPage } from './plans-page.tsx'

export function PlansRoutes() {
  return (
    <Routes>
      <Route index element={<PlansPage />} />
      <Route path="new" element={<NewPlanPage />} />
      <Route path="codes" element={<CodesPage />} />
      <Route path="codes/:batchId" element={<BatchPage />} />
      <Route path="invites" element={<InvitesPage />} />
      <Route path=":planId" element={<PlanPage />} />
    </Routes>
  )
}
