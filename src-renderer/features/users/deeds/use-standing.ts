import { useTranslation } from 'react-i18next'
import type { UserDetail } from '../../../../hub/contract/admin/user-views.ts'
import { resumeUser, suspendUser } from '../../../../hub/contract/admin/users.ts'
import { useFailureText } from '../../../lib/use-failure-text.ts'
import { callHub, useHubAction } from '../../../lib/use-hub.ts'
import { tellFailure, tellWithUndo } from '../../../ui/notify.tsx'
import { touchedByUser } from '../user-endpoints.ts'
import { useUndo } from './use-undo.ts'

/** Suspends and resumes a user at once, with a way back. */
export function useStanding(user: UserDetail) {
  const { t } = useTranslation(['userPage', 'common'])
  const describe = useFailureText()
  const undo = useUndo(touchedByUser)
  const params = { userId: user.id }
  const suspend = useHubAction(suspendUser, {
    changes: touchedByUser,
    onDone: () =>
      tellWithUndo(t('isSuspended', { name: user.name }), t('common:undo'), () =>
        undo(() => callHub(resumeUser, { params })),
      ),
    onFailed: failed => tellFailure(describe(failed)),
  })
  const resume = useHubAction(resumeUser, {
    changes: touchedByUser,
    onDone: () =>
      tellWithUndo(t('isResumed', { name: user.name }), t('common:undo'), () =>
        undo(() => callHub(suspendUser, { params, body: { reason: user.statusReason } })),
      ),
    onFailed: failed => tellFailure(describe(failed)),
  })
  return {
    isPending: suspend.isPending || resume.isPending,
    suspend: () => suspend.mutate({ params, body: { reason: t('suspendedByHand') } }),
    resume: () => resume.mutate({ params }),
  }
}
