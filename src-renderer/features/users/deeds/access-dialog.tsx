import { Button, SegmentedControl, Skeleton } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { revealSubscription } from '../../../../hub/contract/admin/subscriptions.ts'
import type { UserDetail } from '../../../../hub/contract/admin/user-views.ts'
import { revealAccess } from '../../../../hub/contract/admin/users.ts'
import { useHubAction } from '../../../lib/use-hub.ts'
import { CopyButton } from '../../../ui/copy-button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { QrCode } from '../../../ui/qr-code.tsx'
import { FailureMessage, StateMessage } from '../../../ui/state-message.tsx'
import { type AccessChoice, accessChoices } from './build-access.ts'
import classes from './deeds.module.css'

interface AccessDialogProps {
  readonly user: UserDetail
  onClose(): void
}

/** What he connects with: his link in the form of each client, or each node by itself, to copy and as a QR code. */
export function AccessDialog({ user, onClose }: AccessDialogProps) {
  const { t } = useTranslation(['userPage', 'common'])
  const [by, setBy] = useState<'link' | 'node'>('link')
  // Asked for once, and kept nowhere: each look is written to the audit log.
  const { mutate: askLink, ...link } = useHubAction(revealSubscription, { changes: ['audit.'] })
  const { mutate: askNodes, ...nodes } = useHubAction(revealAccess, { changes: ['audit.'] })
  useEffect(() => askLink({ params: { userId: user.id } }), [askLink, user.id])
  useEffect(() => {
    if (by === 'node') askNodes({ params: { userId: user.id } })
  }, [by, askNodes, user.id])
  const asked = by === 'link' ? link : nodes
  const choices = accessChoices(by, link.data ?? null, nodes.data?.lines ?? [], t('anyClient'))
  return (
    <Dialog onClose={onClose} title={t('accessTitle', { name: user.name })} size={680}>
      <div className={classes['accessRight']}>
        <SegmentedControl
          aria-label={t('accessBy')}
          data={[
            { value: 'link', label: t('byLink') },
            { value: 'node', label: t('byNode') },
          ]}
          value={by}
          onChange={chosen => setBy(chosen === 'node' ? 'node' : 'link')}
        />
        {asked.error !== null ? (
          <FailureMessage error={asked.error} />
        ) : asked.data === undefined ? (
          <Skeleton height={232} radius={8} aria-busy="true" />
        ) : choices.length === 0 ? (
          <StateMessage
            title={t(by === 'link' ? 'noLink' : 'noNodes')}
            hint={t(by === 'link' ? 'noLinkHint' : 'noNodesHint')}
          />
        ) : (
          <Choices key={by} choices={choices} />
        )}
        <p className={classes['audited']}>{t('audited')}</p>
        <Button variant="default" onClick={onClose} ml="auto">
          {t('common:close')}
        </Button>
      </div>
    </Dialog>
  )
}

function Choices({ choices }: { readonly choices: readonly AccessChoice[] }) {
  const { t } = useTranslation(['userPage', 'common'])
  const [picked, pick] = useState(0)
  const chosen = choices[picked]
  if (chosen === undefined) return null
  return (
    <div className={classes['access']}>
      <div>
        <QrCode text={chosen.text} label={t('qrOf', { name: chosen.name })} />
        <p className={classes['qrCaption']}>{t('scan')}</p>
      </div>
      <div className={classes['accessRight']}>
        <ul className={classes['formats']}>
          {choices.map((choice, index) => (
            <li key={choice.text}>
              <button
                type="button"
                className={classes['pick']}
                aria-pressed={index === picked}
                onClick={() => pick(index)}
              >
                <span>{choice.name}</span>
                <small>{choice.hint}</small>
              </button>
              <CopyButton text={choice.text} label={t('copyOf', { name: choice.name })} />
            </li>
          ))}
        </ul>
        <div className={classes['linkLine']}>
          <span>{chosen.text}</span>
          <CopyButton text={chosen.text} />
        </div>
      </div>
    </div>
  )
}
