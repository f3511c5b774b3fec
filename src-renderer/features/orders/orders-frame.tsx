import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Page } from '../../ui/page.tsx'

interface OrdersFrameProps {
  readonly tags?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** What all lists about money stand in. */
export function OrdersFrame({ tags, actions, children }: OrdersFrameProps) {
  const { t } = useTranslation(['orders', 'common'])
  return (
    <Page
      title={t('common:nav.orders')}
      tags={tags}
      actions={actions}
      tabs={[
        { to: '/orders', label: t('tabs.orders'), end: true },
        { to: '/orders/inbox', label: t('tabs.inbox') },
        { to: '/orders/refunds', label: t('tabs.refunds') },
        { to: '/orders/bills', label: t('tabs.bills') },
        { to: '/orders/revenue', label: t('tabs.revenue') },
      ]}
    >
      {children}
    </Page>
  )
}
