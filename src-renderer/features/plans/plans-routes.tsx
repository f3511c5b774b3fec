import { useTranslation } from 'react-i18next'
import { Page } from '../../ui/page.tsx'

export function PlansRoutes() {
  const { t } = useTranslation()
  return (
    <Page title={t('nav.plans')}>
      <span />
    </Page>
  )
}
