import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Right } from '../../../hub/contract/rights.ts'
import { useRights } from '../../lib/connection-store.ts'
import { NoPermission } from '../../ui/no-permission.tsx'
import { Page } from '../../ui/page.tsx'

const parts = [
  ['alerts', 'events.read'],
  ['jobs', 'jobs.read'],
  ['backups', 'backups.read'],
  ['audit', 'audit.read'],
  ['operators', 'operators.read'],
  ['settings', 'settings.read'],
  ['account', 'own-account'],
  ['about', 'nodes.read'],
] as const satisfies readonly (readonly [string, Right])[]

type Part = (typeof parts)[number][0]

interface SystemFrameProps {
  readonly part: Part
  /** The answer to the first question of the part. */
  readonly tags?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** A part of the system behind its tab; who may not see it is told so. */
export function SystemFrame({ part, tags, actions, children }: SystemFrameProps) {
  const { t } = useTranslation(['system', 'common'])
  const rights = useRights()
  const right = parts.find(([name]) => name === part)?.[1] ?? 'own-account'
  const isAllowed = rights.includes(right)
  return (
    <Page
      title={t('common:nav.system')}
      tags={isAllowed ? tags : null}
      actions={isAllowed ? actions : null}
      tabs={parts
        .filter(([, needed]) => rights.includes(needed))
        .map(([name]) => ({ to: `/system/${name}`, label: t(`tabs.${name}`) }))}
    >
      {isAllowed ? children : <NoPermission />}
    </Page>
  )
}
