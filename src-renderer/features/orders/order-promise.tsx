import { useTranslation } from 'react-i18next'
import type { Quote } from '../../../hub/contract/customer/quote.ts'
import { useFormat } from '../../lib/use-format.ts'
import { Panel } from '../../ui/panel.tsx'
import classes from './order-page.module.css'

/** What the customer was shown before he paid, and got. */
export function OrderPromise({ quote }: { readonly quote: Quote }) {
  const { t } = useTranslation('orders')
  const format = useFormat()
  const amount = (bytes: number | null) => (bytes === null ? t('unlimited') : format.bytes(bytes))
  const until = (at: number | null) => (at === null ? t('untilUsed') : t('until', { day: format.day(at) }))
  const lines = [
    ...quote.cuts.map(({ from, until: end, bytes }) => [span(from, end), amount(bytes)]),
    ...quote.bonusCuts.map(({ from, until: end, bytes }) => [
      `${span(from, end)} · ${t('bonus')}`,
      amount(bytes),
    ]),
    ...(quote.bucket === null ? [] : [[until(quote.bucket.until), amount(quote.bucket.bytes)]]),
    ...(quote.bonusBucket === null
      ? []
      : [[`${until(quote.bonusBucket.until)} · ${t('bonus')}`, amount(quote.bonusBucket.bytes)]]),
  ]
  function span(from: number, end: number) {
    return `${format.day(from)} – ${format.day(end - 1)}`
  }
  return (
    <Panel
      title={t('promised')}
      right={quote.code === null ? null : <span className={classes['code']}>{quote.code.text}</span>}
    >
      <div className={classes['cutsScroll']}>
        <table className={classes['cuts']}>
          <thead>
            <tr>
              <th scope="col">{t('period')}</th>
              <th scope="col">{t('bytes')}</th>
            </tr>
          </thead>
          <tbody>
            {lines.map(([name, value]) => (
              <tr key={name}>
                <td>{name}</td>
                <td>{value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  )
}
