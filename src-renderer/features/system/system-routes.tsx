import { useTranslation } from 'react-i18next'
import { Page } from '../../ui/page.tsx'

export function SystemRoutes() {
  const { t } = useTranslation()
  return (
    <Page title={t('nav.system')}>
      <span />
    </Page>
  )
}
