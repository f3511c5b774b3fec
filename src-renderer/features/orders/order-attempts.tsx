import { useTranslation } from 'react-i18next'
import type { OrderDetail } from '../../../hub/contract/admin/orders.ts'
import { useFormat } from '../../lib/use-format.ts'
import { Panel } from '../../ui/panel.tsx'
import { Tag, type Tone } from '../../ui/tag.tsx'
import { TimeText } from '../../ui/time-text.tsx'
import classes from './order-page.module.css'
import { RawFacts } from './raw-facts.tsx'

type Attempt = OrderDetail['attempts'][number]

const tones: Readonly<Record<Attempt['state'], Tone>> = {
  creating: 'plain',
  open: 'plain',
  unknown: 'warn',
  paid: 'ok',
  closed: 'plain',
  mismatch: 'bad',
}

/** Every try of paying it, with what the provider was asked. */
export function OrderAttempts({ attempts }: { readonly attempts: readonly Attempt[] }) {
  const { t } = useTranslation('orders')
  const format = useFormat()
  if (attempts.length === 0) return null
  return (
    <Panel title={t('attempts')}>
      {attempts.toReversed().map(attempt => (
        <div key={attempt.id} className={classes['record']}>
          <div className={classes['recordHead']}>
            <b>{format.money(attempt.amount)}</b>
            <Tag tone={tones[attempt.state]}>{t(`attemptState.${attempt.state}`)}</Tag>
            <span className={classes['small']}>{t(`tradeType.${attempt.tradeType}`)}</span>
          </div>
          <RawFacts
            items={[
              [t('outTradeNo'), attempt.outTradeNo, 'code'],
              [t('begunAt'), <TimeText key="begun" at={attempt.createdAt} as="short" />],
              [
                t('endedAt'),
                attempt.endedAt === null ? null : <TimeText key="ended" at={attempt.endedAt} as="short" />,
              ],
              [t('queries'), format.number(attempt.queries)],
              [
                t('nextQueryAt'),
                attempt.nextQueryAt === null ? null : <TimeText key="next" at={attempt.nextQueryAt} />,
              ],
              [
                t('lastError'),
                attempt.lastError === '' ? null : (
                  <span key="error" className={classes['error']}>
                    {attempt.lastError}
                  </span>
                ),
              ],
            ]}
          />
        </div>
      ))}
    </Panel>
  )
}
