import { Route, Routes } from 'react-router'
import { MeteringPage } from './metering-page.tsx'
import { NodePage } from './node-page.tsx'
import { NodesPage } from './nodes-page.tsx'

export function NodesRoutes() {
  return (
    <Routes>
      <Route index element={<NodesPage />} />
      <Route path="metering" element={<MeteringPage />} />
      <Route path=":nodeId/*" element={<NodePage />} />
    </Routes>
  )
}
