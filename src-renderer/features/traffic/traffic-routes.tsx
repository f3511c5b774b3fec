import { useTranslation } from 'react-i18next'
import { Page } from '../../ui/page.tsx'

export function TrafficRoutes() {
  const { t } = useTranslation()
  return (
    <Page title={t('nav.traffic')}>
      <span />
    </Page>
  )
}
