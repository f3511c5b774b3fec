import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Page } from '../../ui/page.tsx'

interface UsersFrameProps {
  readonly tags?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** What the list of users stands in. */
export function UsersFrame({ tags, actions, children }: UsersFrameProps) {
  const { t } = useTranslation()
  return (
    <Page title={t('nav.users')} tags={tags} actions={actions}>
      {children}
    </Page>
  )
}
