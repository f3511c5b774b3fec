import { lazy, Suspense } from 'react'
import { Route, Routes } from 'react-router'
import { OverviewPage } from '../features/overview/overview-page.tsx'
import { PageSkeleton } from '../ui/page-skeleton.tsx'

const features = {
  users: () => import('../features/users/users-routes.tsx'),
  orders: () => import('../features/orders/orders-routes.tsx'),
  plans: () => import('../features/plans/plans-routes.tsx'),
  nodes: () => import('../features/nodes/nodes-routes.tsx'),
  traffic: () => import('../features/traffic/traffic-routes.tsx'),
  system: () => import('../features/system/system-routes.tsx'),
}

const UsersRoutes = lazy(() => features.users().then(it => ({ default: it.UsersRoutes })))
const OrdersRoutes = lazy(() => features.orders().then(it => ({ default: it.OrdersRoutes })))
const PlansRoutes = lazy(() => features.plans().then(it => ({ default: it.PlansRoutes })))
const NodesRoutes = lazy(() => features.nodes().then(it => ({ default: it.NodesRoutes })))
const TrafficRoutes = lazy(() => features.traffic().then(it => ({ default: it.TrafficRoutes })))
const SystemRoutes = lazy(() => features.system().then(it => ({ default: it.SystemRoutes })))

/**
 * Loads the code of every screen once the first one is shown, so that a switch waits for nothing: one after the other
 * while nothing else is to be done, since all at once is one long task. Answers how to stop.
 */
export function warmRoutes(): () => void {
  const rest = Object.values(features)
  let handle = 0
  const loadNext = () => {
    const load = rest.shift()
    if (load === undefined) return
    void load().then(() => {
      handle = requestIdleCallback(loadNext)
    })
  }
  handle = requestIdleCallback(loadNext)
  return () => {
    rest.length = 0
    cancelIdleCallback(handle)
  }
}

export function AppRoutes() {
  return (
    <Suspense fallback={<PageSkeleton />}>
      <Routes>
        <Route path="/" element={<OverviewPage />} />
        <Route path="/users/*" element={<UsersRoutes />} />
        <Route path="/orders/*" element={<OrdersRoutes />} />
        <Route path="/plans/*" element={<PlansRoutes />} />
        <Route path="/nodes/*" element={<NodesRoutes />} />
        <Route path="/traffic/*" element={<TrafficRoutes />} />
        <Route path="/system/*" element={<SystemRoutes />} />
        <Route path="*" element={<OverviewPage />} />
      </Routes>
    </Suspense>
  )
}
