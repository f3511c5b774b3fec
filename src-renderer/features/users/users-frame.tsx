import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Page } from '../../ui/page.tsx'

interface UsersFrameProps {
  readonly tags?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** What the lists of users and of what was done to many of them stand in. */
export function UsersFrame({ tags, actions, children }: UsersFrameProps) {
  const { t } = useTranslation(['users', 'common'])
  return (
    <Page
      title={t('common:nav.users')}
      tags={tags}
      actions={actions}
      tabs={[
        { to: '/users', label: t('tabs.users'), end: true },
        { to: '/users/bulk', label: t('tabs.bulk') },
      ]}
    >
      {children}
    </Page>
  )
}
