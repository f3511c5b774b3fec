import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useRight } from '../../lib/connection-store.ts'
import { Page } from '../../ui/page.tsx'

interface NodesFrameProps {
  readonly tags?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** What everything about the whole fleet stands in. */
export function NodesFrame({ tags, actions, children }: NodesFrameProps) {
  const { t } = useTranslation(['nodes', 'common'])
  const mayMeter = useRight('metering.read')
  return (
    <Page
      title={t('common:nav.nodes')}
      tags={tags}
      actions={actions}
      tabs={[
        { to: '/nodes', label: t('tabs.nodes'), end: true },
        { to: '/nodes/rollouts', label: t('tabs.rollouts') },
        ...(mayMeter ? [{ to: '/nodes/metering', label: t('tabs.metering') }] : []),
      ]}
    >
      {children}
    </Page>
  )
}
