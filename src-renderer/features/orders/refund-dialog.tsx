import { Alert, Button, Group, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import * as z from 'zod'
import type { OrderView } from '../../../hub/contract/admin/orders.ts'
import { useFormat } from '../../lib/use-format.ts'
import { useHub, useHubAction } from '../../lib/use-hub.ts'
import { ChoiceCards } from '../../ui/choice-cards.tsx'
import { DialogFrame } from '../../ui/dialog-frame.tsx'
import { tell } from '../../ui/notify.tsx'
import { FailureMessage } from '../../ui/state-message.tsx'
import { keptOf } from './build-order-story.ts'
import {
  buildRefundPlan,
  type Policy,
  policies,
  type RefundPlan,
  writeAmount,
} from './build-refund-effect.ts'
import classes from './dialog.module.css'
import { createRefund, previewRefund, touchedByMoney } from './order-endpoints.ts'

const longestReason = 80
/** The contract says that the facts of a refusal carry what has gone back by now. */
const current = z.object({ refunded: z.number() })

interface RefundDialogProps {
  readonly order: OrderView
  onClose(): void
}

/** Pays an order's money back: how much, what becomes of what was bought, and what that will do, before it is done. */
export function RefundDialog({ order, onClose }: RefundDialogProps) {
  const { t } = useTranslation('orders')
  const format = useFormat()
  const [policy, setPolicy] = useState<Policy>('now')
  const [typed, setTyped] = useState<string | null>(null)
  const [reason, setReason] = useState('')
  // What had gone back when this was opened: a colleague may pay some back meanwhile.
  const [before, setBefore] = useState(order.refunded)
  const [refused, setRefused] = useState<number | null>(null)
  const now = refused ?? order.refunded
  const preview = useHub(previewRefund, { params: { orderId: order.id }, query: { policy } }, { keep: true })
  const refund = useHubAction(createRefund, {
    changes: touchedByMoney,
    onDone: made => {
      tell(t('refundMade', { amount: format.money(made.amount), state: t(`refundState.${made.state}`) }))
      onClose()
    },
    onFailed({ failure: { code, facts } }) {
      if (code === 'changed_meanwhile') setRefused(current.parse(facts['current']).refunded)
    },
  })
  const plan = preview.data === undefined ? null : buildRefundPlan(preview.data, typed)
  const isReady =
    plan?.kind === 'possible' && reason.trim() !== '' && !preview.isPlaceholderData && now === before
  const send = () => {
    if (plan?.kind !== 'possible' || !isReady) return
    const { amount } = plan.effect
    const body = { amount, policy, reason: reason.trim(), refundedBefore: before }
    refund.mutate({ params: { orderId: order.id }, body })
  }
  return (
    <DialogFrame
      title={t('refundTitle', { number: order.number })}
      size={560}
      submit={
        plan?.kind === 'possible'
          ? t('refundAmount', { amount: format.money(plan.effect.amount) })
          : t('refund')
      }
      isReady={isReady}
      isSending={refund.isPending}
      error={refund.error?.failure.code === 'changed_meanwhile' ? null : refund.error}
      onClose={onClose}
      onSubmit={send}
    >
      <ChoiceCards
        label={t('policyOf')}
        choices={policies.map(each => ({
          value: each,
          name: t(`policy.${each}.name`),
          hint: t(`policy.${each}.what`),
        }))}
        value={policy}
        onChange={chosen => {
          setPolicy(chosen)
          setTyped(null)
        }}
        columns={2}
      />
      <Group align="start" grow wrap="nowrap">
        <TextInput
          label={t('amount')}
          value={typed ?? (preview.data === undefined ? '' : writeAmount(preview.data.proposed))}
          onChange={event => setTyped(event.currentTarget.value)}
          leftSection="¥"
          inputMode="decimal"
          description={t('mostBack', { amount: format.money(preview.data?.most ?? keptOf(order)) })}
          error={plan === null ? null : amountError(plan)}
        />
        <TextInput
          label={t('reason')}
          value={reason}
          onChange={event => setReason(event.currentTarget.value)}
          maxLength={longestReason}
          description={t('reasonSeen')}
          data-autofocus
        />
      </Group>
      {preview.error === null ? null : <FailureMessage error={preview.error} />}
      {now === before ? null : (
        <Alert
          color="yellow"
          variant="light"
          role="alert"
          title={t('backMeanwhile', { amount: format.money(now) })}
          styles={{ title: { color: 'var(--warn)' } }}
        >
          <p>{t('backMeanwhileHint')}</p>
          <Button
            size="compact-sm"
            variant="default"
            mt="sm"
            onClick={() => {
              setBefore(now)
              setRefused(null)
            }}
          >
            {t('backAsWell')}
          </Button>
        </Alert>
      )}
      {plan?.kind === 'possible' ? (
        <Effect effect={plan.effect} order={order} keepsAll={policy === 'keep'} />
      ) : null}
    </DialogFrame>
  )

  function amountError(checked: RefundPlan): string | null {
    switch (checked.kind) {
      case 'unclear':
        return t('amountUnclear')
      case 'too_much':
        return t('amountTooMuch', { amount: format.money(checked.most) })
      case 'nothing':
        return t('amountNothing')
      case 'possible':
        return null
    }
  }
}

interface EffectProps {
  readonly effect: Extract<RefundPlan, { kind: 'possible' }>['effect']
  readonly order: OrderView
  readonly keepsAll: boolean
}

function Effect({ effect, order, keepsAll }: EffectProps) {
  const { t } = useTranslation('orders')
  const format = useFormat()
  const way = order.method === 'manual' ? 'effectManual' : 'effectMoney'
  return (
    <section className={classes['effect']} aria-label={t('effect')}>
      <b>{t('effect')}</b>
      <ul>
        <li>{t(way, { amount: format.money(effect.amount), user: order.email ?? `#${order.userId}` })}</li>
        <li>
          {keepsAll || effect.grants === 0 ? t('effectKeeps') : t('effectGrants', { count: effect.grants })}
        </li>
        {effect.endsAt === null || keepsAll ? null : (
          <li>{t('effectEnds', { day: format.short(effect.endsAt) })}</li>
        )}
        <li>
          {effect.left === 0
            ? t('effectNothingLeft')
            : t('effectLeft', { amount: format.money(effect.left) })}
        </li>
      </ul>
    </section>
  )
}
