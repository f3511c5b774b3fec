import { useTranslation } from 'react-i18next'
import { renewCertificate } from '../../../hub/contract/admin/nodes.ts'
import { useFailureText } from '../../lib/use-failure-text.ts'
import { useFormat } from '../../lib/use-format.ts'
import { useHubAction } from '../../lib/use-hub.ts'
import { tell, tellFailure } from '../../ui/notify.tsx'

/** Has the hub sign a new certificate for a node's agent. */
export function useRenewal() {
  const { t } = useTranslation('nodes')
  const format = useFormat()
  const describe = useFailureText()
  return useHubAction(renewCertificate, {
    changes: ['node.', 'certificates.'],
    onDone: ({ expiresAt }) => tell(t('renewed', { day: format.day(expiresAt) })),
    onFailed: failed => tellFailure(describe(failed)),
  })
}
