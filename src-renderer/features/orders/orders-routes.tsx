import { Route, Routes } from 'react-router'
import { BillsPage } from './bills-page.tsx'
import { InboxItemPage } from './inbox-item-page.tsx'
import { InboxPage } from './inbox-page.tsx'
import { OrderPage } from './order-page.tsx'
import { OrdersPage } from './orders-page.tsx'
import { RefundsPage } from './refunds-page.tsx'
import { RevenuePage } from './revenue-page.tsx'

export function OrdersRoutes() {
  return (
    <Routes>
      <Route index element={<OrdersPage />} />
      <Route path="inbox" element={<InboxPage />} />
      <Route path="inbox/:inboxId" element={<InboxItemPage />} />
      <Route path="refunds" element={<RefundsPage />} />
      <Route path="bills" element={<BillsPage />} />
      <Route path="revenue" element={<RevenuePage />} />
      <Route path=":orderId" element={<OrderPage />} />
    </Routes>
  )
}
