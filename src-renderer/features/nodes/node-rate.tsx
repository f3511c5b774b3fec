import { Button, TextInput } from '@mantine/core'
import { DateTimePicker } from '@mantine/dates'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { NodeDetail } from '../../../hub/contract/admin/node-views.ts'
import { setRate } from '../../../hub/contract/admin/nodes.ts'
import { useRight } from '../../lib/connection-store.ts'
import { useFormat } from '../../lib/use-format.ts'
import { useHubAction } from '../../lib/use-hub.ts'
import { useNow } from '../../lib/use-now.ts'
import { FailureAlert } from '../../ui/failure-alert.tsx'
import { tell } from '../../ui/notify.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Tag } from '../../ui/tag.tsx'
import { buildRateSpans, nextSlot } from './build-rate.ts'
import classes from './node-form.module.css'
import { parseRate } from './parse-typed.ts'
import { RateEffect } from './rate-effect.tsx'

const shown = 6

/** What a byte of this node counts: now, before, and from when on; what was counted keeps its own. */
export function NodeRate({ node }: { readonly node: NodeDetail }) {
  const { t } = useTranslation('nodes')
  const format = useFormat()
  const now = useNow()
  const mayWrite = useRight('nodes.write')
  const [typed, setTyped] = useState<string | null>(null)
  const [from, setFrom] = useState<string | null>(null)
  const rate = parseRate(typed ?? String(node.rate / 1_000))
  const earliest = nextSlot(now)
  const set = useHubAction(setRate, {
    changes: ['node.'],
    onDone: () => {
      setTyped(null)
      setFrom(null)
      tell(t('rateOf.saved', { at: format.short(from === null ? earliest : Date.parse(from)) }))
    },
  })
  const isReady = rate !== null && typed !== null && (rate !== node.rate || from !== null)
  return (
    <Panel title={t('rate')}>
      <form
        onSubmit={event => {
          event.preventDefault()
          if (!isReady) return
          const body = { rate, ...(from === null ? {} : { from: Date.parse(from) }) }
          set.mutate({ params: { nodeId: node.id }, body })
        }}
      >
        {mayWrite ? (
          <div className={classes['rateRow']}>
            <TextInput
              label={t('rate')}
              value={typed ?? String(node.rate / 1_000)}
              onChange={event => setTyped(event.currentTarget.value)}
              leftSection="×"
              inputMode="decimal"
              error={rate === null}
            />
            <DateTimePicker
              label={t('rateOf.from')}
              placeholder={t('rateOf.next', { at: format.clock(earliest) })}
              value={from}
              onChange={setFrom}
              minDate={new Date(earliest)}
              valueFormat="YYYY-MM-DD HH:mm"
              clearable
              size="sm"
            />
          </div>
        ) : null}
        {rate === null ? <p className={classes['say']}>{t('rateOf.wrong')}</p> : <RateEffect rate={rate} />}
        <FailureAlert error={set.error} />
        {mayWrite && typed !== null ? (
          <div className={classes['foot']}>
            <p className={classes['note']}>{t('rateOf.keeps')}</p>
            <Button type="submit" variant="default" disabled={!isReady} loading={set.isPending}>
              {t('rateOf.set')}
            </Button>
          </div>
        ) : null}
      </form>
      <ul className={classes['spans']} aria-label={t('rateOf.history')}>
        {buildRateSpans(node.rates, now)
          .slice(0, shown)
          .map(span => (
            <li key={span.from} data-when={span.when}>
              <b>× {span.rate / 1_000}</b>
              <span>{t('rateOf.since', { at: format.short(span.from) })}</span>
              {span.when === 'past' ? null : (
                <Tag tone={span.when === 'now' ? 'ok' : 'plain'}>{t(`rateOf.${span.when}`)}</Tag>
              )}
            </li>
          ))}
      </ul>
    </Panel>
  )
}
