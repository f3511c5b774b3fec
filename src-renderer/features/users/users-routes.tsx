import { Route, Routes } from 'react-router'
import { BulkPage } from './bulk/bulk-page.tsx'
import { BulksPage } from './bulk/bulks-page.tsx'
import { UserPage } from './user-page.tsx'
import { UsersPage } from './users-page.tsx'

export function UsersRoutes() {
  return (
    <Routes>
      <Route index element={<UsersPage />} />
      <Route path="bulk" element={<BulksPage />} />
      <Route path="bulk/:bulkId" element={<BulkPage />} />
      <Route path=":userId/*" element={<UserPage />} />
    </Routes>
  )
}
