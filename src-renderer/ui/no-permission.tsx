import { useTranslation } from 'react-i18next'
import { StateMessage } from './state-message.tsx'

/** In place of what the operator's role does not include. */
export function NoPermission() {
  const { t } = useTranslation()
  return <StateMessage title={t('noPermission')} hint={t('noPermissionHint')} />
}
