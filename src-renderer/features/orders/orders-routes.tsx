import { Route, Routes } from 'react-router'
import { OrderPage } from './order-page.tsx'
import { OrdersPage } from './orders-page.tsx'

export function OrdersRoutes() {
  return (
    <Routes>
      <Route index element={<OrdersPage />} />
      <Route path=":orderId" element={<OrderPage />} />
    </Routes>
  )
}
