import { Navigate, Route, Routes } from 'react-router'
import { AboutPage } from './about/about-page.tsx'
import { AccountPage } from './account/account-page.tsx'
import { AlertsPage } from './alerts/alerts-page.tsx'
import { AuditPage } from './audit/audit-page.tsx'
import { BackupsPage } from './backups/backups-page.tsx'
import { JobsPage } from './jobs/jobs-page.tsx'
import { OperatorsPage } from './operators/operators-page.tsx'
import { SettingsRoutes } from './settings/settings-routes.tsx'

/** What keeps the service running: each part a tab. */
export function SystemRoutes() {
  return (
    <Routes>
      <Route index element={<Navigate to="alerts" replace />} />
      <Route path="alerts" element={<AlertsPage />} />
      <Route path="jobs" element={<JobsPage />} />
      <Route path="backups" element={<BackupsPage />} />
      <Route path="audit" element={<AuditPage />} />
      <Route path="operators" element={<OperatorsPage />} />
      <Route path="settings/*" element={<SettingsRoutes />} />
      <Route path="account" element={<AccountPage />} />
      <Route path="about" element={<AboutPage />} />
      <Route path="*" element={<Navigate to="/system/alerts" replace />} />
    </Routes>
  )
}
