import { useTranslation } from 'react-i18next'
import { useFailureText } from '../../lib/use-failure-text.ts'
import { useHubAction } from '../../lib/use-hub.ts'
import { tell, tellFailure } from '../../ui/notify.tsx'
import { closeOrder, touchedByMoney } from './order-endpoints.ts'

/** Closes an order that nobody paid; a payment that was faster stays, and is said. */
export function useCloseOrder() {
  const { t } = useTranslation('orders')
  const describe = useFailureText()
  return useHubAction(closeOrder, {
    changes: touchedByMoney,
    onDone: order => tell(order.state === 'closed' ? t('orderClosed') : t('orderWasPaid')),
    onFailed: failed => tellFailure(describe(failed)),
  })
}
