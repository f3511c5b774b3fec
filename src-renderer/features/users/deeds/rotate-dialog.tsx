import { useTranslation } from 'react-i18next'
import { rotateSubscription } from '../../../../hub/contract/admin/subscriptions.ts'
import type { UserDetail } from '../../../../hub/contract/admin/user-views.ts'
import { rotatePassword } from '../../../../hub/contract/admin/users.ts'
import { useHubAction } from '../../../lib/use-hub.ts'
import { DialogFrame } from '../../../ui/dialog-frame.tsx'
import { tell } from '../../../ui/notify.tsx'
import { touchedByUser } from '../user-endpoints.ts'
import { servingNodes } from './deed-rule.ts'
import classes from './deeds.module.css'

interface RotateDialogProps {
  readonly user: UserDetail
  readonly what: 'link' | 'password'
  onClose(): void
  /** Shows the new ones. */
  onDone?(): void
}

/** A new link and password, or the password alone: asked before, since the old ones cannot be brought back. */
export function RotateDialog({ user, what, onClose, onDone }: RotateDialogProps) {
  const { t } = useTranslation('userPage')
  const count = servingNodes(user)
  const end = () => {
    tell(t(`rotated.${what}`, { name: user.name }))
    onClose()
    onDone?.()
  }
  const link = useHubAction(rotateSubscription, { changes: touchedByUser, onDone: end })
  const password = useHubAction(rotatePassword, { changes: touchedByUser, onDone: end })
  const rotation = what === 'link' ? link : password
  return (
    <DialogFrame
      title={t(`rotateTitle.${what}`, { name: user.name })}
      onClose={onClose}
      onSubmit={() => rotation.mutate({ params: { userId: user.id } })}
      submit={t(`rotate.${what}`)}
      isSending={rotation.isPending}
      error={rotation.error}
      isGrave
      size={480}
    >
      <ul className={classes['dies']}>
        {what === 'link' ? <li>{t('linkDies')}</li> : null}
        <li>{t('passwordDies', { count })}</li>
        <li>{t(what === 'link' ? 'setUpAnew' : 'fetchesAnew')}</li>
      </ul>
    </DialogFrame>
  )
}
