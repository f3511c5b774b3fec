import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { walkFleet } from '../../../../../hub/contract/admin/nodes.ts'
import {
  finishRotation,
  type readAuthority,
  startRotation,
} from '../../../../../hub/contract/admin/settings.ts'
import type { EndpointAnswer } from '../../../../../hub/contract/endpoint.ts'
import { useRight } from '../../../../lib/connection-store.ts'
import { useFailureText } from '../../../../lib/use-failure-text.ts'
import { useHubAction } from '../../../../lib/use-hub.ts'
import { Confirm } from '../../../../ui/confirm.tsx'
import { CopyButton } from '../../../../ui/copy-button.tsx'
import { Facts } from '../../../../ui/facts.tsx'
import { tell, tellFailure } from '../../../../ui/notify.tsx'
import { Panel } from '../../../../ui/panel.tsx'
import { SubjectLink } from '../../../../ui/subject-link.tsx'
import { Tag } from '../../../../ui/tag.tsx'
import { TimeText } from '../../../../ui/time-text.tsx'
import systemClasses from '../../system.module.css'
import classes from '../settings.module.css'

type Authority = EndpointAnswer<typeof readAuthority>

/** The hub's own authority, and the walk to the next one. */
export function AuthorityPanel({ authority }: { readonly authority: Authority }) {
  const { t } = useTranslation('system')
  const { current, next, renewals } = authority
  return (
    <Panel
      title={t('settings.certificates.authority')}
      right={
        renewals.length === 0 ? (
          <Tag tone="ok">{t('settings.certificates.noRenewals')}</Tag>
        ) : (
          <Tag tone="warn">{t('settings.certificates.renewals', { count: renewals.length })}</Tag>
        )
      }
    >
      <div className={systemClasses['stack']}>
        <AuthorityFacts authority={current} />
        {next === null ? null : (
          <div>
            <h2>{t('settings.certificates.next')}</h2>
            <p className={systemClasses['faint']} style={{ margin: '2px 0 0' }}>
              {t('settings.certificates.nextHint')}
            </p>
            <AuthorityFacts authority={next} />
          </div>
        )}
        {renewals.length === 0 ? null : (
          <ul className={systemClasses['lines']}>
            {renewals.map(({ nodeId, reason }) => (
              <li key={nodeId}>
                <SubjectLink subject={`node:${nodeId}`} />{' '}
                <span className={systemClasses['muted']}>{t(`settings.certificates.reasons.${reason}`)}</span>
              </li>
            ))}
          </ul>
        )}
        <RotationSteps isRotating={next !== null} renewals={renewals.length} />
      </div>
    </Panel>
  )
}

function AuthorityFacts({ authority }: { readonly authority: Authority['current'] }) {
  const { t } = useTranslation('system')
  return (
    <Facts
      items={[
        [
          t('settings.certificates.fingerprint'),
          <span key="print" className={systemClasses['print']}>
            {authority.fingerprint.match(/.{1,4}/g)?.join(' ')} <CopyButton text={authority.fingerprint} />
          </span>,
        ],
        [t('settings.certificates.created'), <TimeText key="created" at={authority.createdAt} as="day" />],
        [t('settings.certificates.expires'), <TimeText key="expires" at={authority.expiresAt} as="day" />],
      ]}
    />
  )
}

interface RotationStepsProps {
  readonly isRotating: boolean
  readonly renewals: number
}

function RotationSteps({ isRotating, renewals }: RotationStepsProps) {
  const { t } = useTranslation('system')
  const describe = useFailureText()
  const mayRotate = useRight('pki.write')
  const [isAsked, setAsked] = useState(false)
  const shared = {
    changes: ['authority.', 'certificates.', 'node.'],
    onFailed: (error: Error) => tellFailure(describe(error)),
  }
  const start = useHubAction(startRotation, {
    ...shared,
    onDone: () => tell(t('settings.certificates.started')),
  })
  const finish = useHubAction(finishRotation, {
    ...shared,
    onDone: () => tell(t('settings.certificates.finished')),
  })
  const walk = useHubAction(walkFleet, {
    ...shared,
    onDone: ({ renewed, failed }) =>
      tell(t('settings.certificates.walked', { renewed: renewed.length, failed: failed.length })),
  })
  if (!mayRotate) return <span className={systemClasses['faint']}>{t('settings.ownerOnly')}</span>
  return (
    <div className={classes['row']}>
      <span className={systemClasses['faint']}>
        {isRotating ? null : t('settings.certificates.rotateHint')}
      </span>
      <Group gap="xs" wrap="nowrap">
        <Button variant="default" loading={walk.isPending} onClick={() => walk.mutate({})}>
          {t('settings.certificates.walk')}
        </Button>
        {isRotating ? (
          <Button
            loading={finish.isPending}
            onClick={() => (renewals > 0 ? setAsked(true) : finish.mutate({ body: {} }))}
          >
            {t('settings.certificates.finish')}
          </Button>
        ) : (
          <Button variant="default" loading={start.isPending} onClick={() => start.mutate({})}>
            {t('settings.certificates.rotate')}
          </Button>
        )}
      </Group>
      <Confirm
        isOpen={isAsked}
        title={t('settings.certificates.finish')}
        text={t('settings.certificates.forceSure', { count: renewals })}
        action={t('settings.certificates.force')}
        onClose={() => setAsked(false)}
        onConfirm={() => finish.mutate({ body: { force: true } })}
      />
    </div>
  )
}
