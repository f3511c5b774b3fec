import { Route, Routes } from 'react-router'
import { NodesPage } from './nodes-page.tsx'

export function NodesRoutes() {
  return (
    <Routes>
      <Route index element={<NodesPage />} />
      <Route path="*" element={<NodesPage />} />
    </Routes>
  )
}
