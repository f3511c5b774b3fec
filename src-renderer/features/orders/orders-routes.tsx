import { useTranslation } from 'react-i18next'
import { Page } from '../../ui/page.tsx'

export function OrdersRoutes() {
  const { t } = useTranslation()
  return (
    <Page title={t('nav.orders')}>
      <span />
    </Page>
  )
}
