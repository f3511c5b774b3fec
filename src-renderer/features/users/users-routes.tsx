import { useTranslation } from 'react-i18next'
import { Page } from '../../ui/page.tsx'

export function UsersRoutes() {
  const { t } = useTranslation()
  return (
    <Page title={t('nav.users')}>
      <span />
    </Page>
  )
}
