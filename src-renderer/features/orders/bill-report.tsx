import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { BillReportView } from '../../../hub/contract/admin/bills.ts'
import { useRight } from '../../lib/connection-store.ts'
import { useFailureText } from '../../lib/use-failure-text.ts'
import { useFormat } from '../../lib/use-format.ts'
import { useHubAction } from '../../lib/use-hub.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Facts } from '../../ui/facts.tsx'
import { tell, tellFailure } from '../../ui/notify.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Tag } from '../../ui/tag.tsx'
import { TimeText } from '../../ui/time-text.tsx'
import { BillTag } from './bill-tag.tsx'
import classes from './bills.module.css'
import { type BillFinding, textOfBillDay } from './build-bill-view.ts'
import { runBill, touchedByMoney } from './order-endpoints.ts'

/** One day's bill and the book: the sums, and each difference with what was done about it. */
export function BillReport({ bill }: { readonly bill: BillReportView }) {
  const { t } = useTranslation('orders')
  const format = useFormat()
  return (
    <Panel
      title={format.dayText(textOfBillDay(bill.day))}
      right={<RunAgain bill={bill} />}
      className={classes['report'] ?? ''}
    >
      <Facts
        items={[
          [t('stateOf'), <BillTag key="state" bill={bill} />],
          [t('billPaid'), `${format.money(bill.paid)} · ${t('paymentsIn', { count: bill.payments })}`],
          [
            t('billRefunded'),
            `${format.money(bill.refunded)} · ${t('refundCount', { count: bill.refunds })}`,
          ],
          [t('compared'), <TimeText key="at" at={bill.finishedAt} none={t('notYet')} />],
          ...(bill.nextTryAt === null
            ? []
            : ([[t('nextTryAt'), <TimeText key="next" at={bill.nextTryAt} />]] as const)),
          ...(bill.lastError === ''
            ? []
            : ([
                [
                  t('lastError'),
                  <span key="error" className={classes['error']}>
                    {bill.lastError}
                  </span>,
                ],
              ] as const)),
        ]}
      />
      {bill.findings.length === 0 ? (
        <p className={classes['well']}>{bill.state === 'done' ? t('billWell') : t('billNotYet')}</p>
      ) : (
        <ul className={classes['findings']}>
          {bill.findings.map(finding => (
            <Finding key={`${finding.kind}:${finding.number}`} finding={finding} />
          ))}
        </ul>
      )}
    </Panel>
  )
}

function Finding({ finding }: { readonly finding: BillFinding }) {
  const { t, i18n } = useTranslation('orders')
  const format = useFormat()
  const { kind, about, number, bill, book, done } = finding
  const amount = (fen: number | null) => (fen === null ? t('notThere') : format.money(fen))
  const said =
    done === ''
      ? t('findingOpen')
      : i18n.exists(`orders:done.${done}`)
        ? t(`done.${done}` as 'done.fulfilled')
        : done
  return (
    <li className={classes['finding']}>
      <div className={classes['findingHead']}>
        <b>{t(`finding.${kind}`, { what: t(`aboutWhat.${about}`) })}</b>
        <Tag tone={done === '' ? 'bad' : done === 'unanswered' ? 'warn' : 'ok'}>{said}</Tag>
      </div>
      <div className={classes['number']}>
        <Link to={`/orders?text=${encodeURIComponent(number)}`}>{number}</Link> <CopyButton text={number} />
      </div>
      <div className={classes['sums']}>
        <span>{t('inBill', { amount: amount(bill) })}</span>
        <span>{t('inBook', { amount: amount(book) })}</span>
      </div>
      {done === '' ? <div className={classes['sums']}>{t(`findingDo.${kind}`)}</div> : null}
    </li>
  )
}

function RunAgain({ bill }: { readonly bill: BillReportView }) {
  const { t } = useTranslation('orders')
  const describe = useFailureText()
  const mayRun = useRight('inbox.write')
  const run = useHubAction(runBill, {
    changes: ['bill.', ...touchedByMoney],
    onDone: () => tell(t('comparedAgain')),
    onFailed: failed => tellFailure(describe(failed)),
  })
  if (!mayRun) return null
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={run.isPending}
      onClick={() => run.mutate({ body: { merchantId: bill.merchantId, day: bill.day } })}
    >
      {t('compareAgain')}
    </Button>
  )
}
