import { Route, Routes } from 'react-router'
import { UserPage } from './user-page.tsx'
import { UsersPage } from './users-page.tsx'

export function UsersRoutes() {
  return (
    <Routes>
      <Route index element={<UsersPage />} />
      <Route path=":userId/*" element={<UserPage />} />
    </Routes>
  )
}
