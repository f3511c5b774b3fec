import { useTranslation } from 'react-i18next'
import { useFailureText } from '../../lib/use-failure-text.ts'
import { useHubAction } from '../../lib/use-hub.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { tell, tellFailure } from '../../ui/notify.tsx'
import type { Invite } from './invite-columns.tsx'
import { disableInvite } from './plan-endpoints.ts'

/** Asks first: a code that was stopped does not come back. */
export function StopInvite({ invite, onClose }: { readonly invite: Invite; onClose(): void }) {
  const { t } = useTranslation('plans')
  const describe = useFailureText()
  const stop = useHubAction(disableInvite, {
    changes: ['invite.'],
    onDone: ({ code }) => tell(t('inviteStopped', { code })),
    onFailed: failed => tellFailure(describe(failed)),
  })
  return (
    <Confirm
      isOpen
      title={t('stopInviteTitle', { code: invite.code })}
      text={t('stopInviteText')}
      action={t('stopInvite')}
      onClose={onClose}
      onConfirm={() => stop.mutate({ params: { inviteId: invite.id } })}
    />
  )
}
