import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { RefundView } from '../../../hub/contract/admin/orders.ts'
import { useRight } from '../../lib/connection-store.ts'
import { useFailureText } from '../../lib/use-failure-text.ts'
import { useHubAction } from '../../lib/use-hub.ts'
import { tell, tellFailure } from '../../ui/notify.tsx'
import { endAbnormal, retryRefund, touchedByMoney } from './order-endpoints.ts'

/** What a person can do about a refund that does not come to its end by itself. */
export function RefundActions({ refund }: { readonly refund: RefundView }) {
  const { t } = useTranslation('orders')
  const describe = useFailureText()
  const mayRefund = useRight('payments.refund')
  const options = {
    changes: touchedByMoney,
    onDone: ({ state }: RefundView) => tell(t('refundNow', { state: t(`refundState.${state}`) })),
    onFailed: (failed: Error) => tellFailure(describe(failed)),
  }
  const retry = useHubAction(retryRefund, options)
  const end = useHubAction(endAbnormal, options)
  const request = { params: { refundId: refund.id } }
  if (!mayRefund) return <span />
  if (refund.state === 'requested' || refund.state === 'accepted') {
    return (
      <Button
        variant="default"
        size="compact-sm"
        loading={retry.isPending}
        onClick={() => retry.mutate(request)}
      >
        {t('askAgain')}
      </Button>
    )
  }
  if (refund.state === 'abnormal') {
    return (
      <Button variant="default" size="compact-sm" loading={end.isPending} onClick={() => end.mutate(request)}>
        {t('endAbnormal')}
      </Button>
    )
  }
  return <span />
}
