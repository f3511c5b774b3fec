import { Route, Routes } from 'react-router'
import { MeteringPage } from './metering-page.tsx'
import { NewNode } from './new-node.tsx'
import { NewRollout } from './new-rollout.tsx'
import { NodePage } from './node-page.tsx'
import { NodesPage } from './nodes-page.tsx'
import { RolloutPage } from './rollout-page.tsx'
import { RolloutsPage } from './rollouts-page.tsx'

export function NodesRoutes() {
  return (
    <Routes>
      <Route index element={<NodesPage />} />
      <Route path="new" element={<NewNode />} />
      <Route path="rollouts" element={<RolloutsPage />} />
      <Route path="rollouts/new" element={<NewRollout />} />
      <Route path="rollouts/:rolloutId" element={<RolloutPage />} />
      <Route path="metering" element={<MeteringPage />} />
      <Route path=":nodeId/*" element={<NodePage />} />
    </Routes>
  )
}
