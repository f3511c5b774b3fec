import { Route, Routes } from 'react-router'
import { UsersPage } from './users-page.tsx'

export function UsersRoutes() {
  return (
    <Routes>
      <Route index element={<UsersPage />} />
    </Routes>
  )
}
