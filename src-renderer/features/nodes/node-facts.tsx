import { useTranslation } from 'react-i18next'
import type { NodeListItem } from '../../../hub/contract/admin/node-views.ts'
import { useFormat } from '../../lib/use-format.ts'
import { useNow } from '../../lib/use-now.ts'
import { certificateTone, clockToleranceMs } from './build-nodes.ts'
import classes from './nodes.module.css'

/** What a byte costs there, where it is not one. */
export function RateText({ rate }: { readonly rate: number }) {
  const { t } = useTranslation('nodes')
  if (rate === 1_000) return null
  return (
    <span className={classes['rate']} title={t('rateHint')}>
      ×{rate / 1_000}
    </span>
  )
}

/** The configuration a node runs, and the one it should run where that is another. */
export function RevisionText({ node }: { readonly node: NodeListItem }) {
  const { t } = useTranslation('nodes')
  const { desiredRevision, appliedRevision, lastCollectedAt } = node
  if (lastCollectedAt === null) return <span className={classes['faint']}>–</span>
  if (appliedRevision >= desiredRevision) {
    return <span title={t('revisionApplied')}>{appliedRevision}</span>
  }
  return (
    <span data-tone="warn" className={classes['toned']} title={t('revisionPending')}>
      {appliedRevision} → {desiredRevision}
    </span>
  )
}

/** How far a node's clock is from the hub's. */
export function ClockText({ node }: { readonly node: Pick<NodeListItem, 'contact'> }) {
  const { lastOkAt, skewMs } = node.contact
  if (lastOkAt === null) return <span className={classes['faint']}>–</span>
  const seconds = skewMs / 1_000
  const sign = seconds > 0 ? '+' : seconds < 0 ? '−' : ''
  return (
    <span data-tone={Math.abs(skewMs) > clockToleranceMs ? 'warn' : 'plain'} className={classes['toned']}>
      {`${sign}${Math.abs(seconds).toFixed(Math.abs(seconds) < 10 ? 1 : 0)} s`}
    </span>
  )
}

/** When a node's certificate ends. */
export function CertificateText({ at }: { readonly at: number | null }) {
  const format = useFormat()
  const now = useNow(60_000)
  if (at === null) return <span className={classes['faint']}>–</span>
  return (
    <time
      dateTime={new Date(at).toISOString()}
      title={format.instant(at)}
      data-tone={certificateTone(at, now)}
      className={classes['toned']}
    >
      {at - now > 60 * 86_400_000 ? format.day(at) : format.relative(at, now)}
    </time>
  )
}
