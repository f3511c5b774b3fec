import { useTranslation } from 'react-i18next'
import { Page } from '../../ui/page.tsx'

export function NodesRoutes() {
  const { t } = useTranslation()
  return (
    <Page title={t('nav.nodes')}>
      <span />
    </Page>
  )
}
