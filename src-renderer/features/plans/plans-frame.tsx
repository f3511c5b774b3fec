import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useRight } from '../../lib/connection-store.ts'
import { Page } from '../../ui/page.tsx'

/** What the lists of plans, codes and invitations stand in. */
export function PlansFrame({
  actions,
  children,
}: {
  readonly actions?: ReactNode
  readonly children: ReactNode
}) {
  const { t } = useTranslation(['plans', 'common'])
  const maySeeCodes = useRight('codes.read')
  const codes = [
    { to: '/plans/codes', label: t('tabs.codes') },
    { to: '/plans/invites', label: t('tabs.invites') },
  ]
  return (
    <Page
      title={t('common:nav.plans')}
      actions={actions}
      tabs={[{ to: '/plans', label: t('tabs.plans'), end: true }, ...(maySeeCodes ? codes : [])]}
    >
      {children}
    </Page>
  )
}
