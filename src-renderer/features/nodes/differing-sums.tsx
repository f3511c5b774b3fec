import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { MeteringSummary } from '../../../hub/contract/admin/metering.ts'
import { useFormat } from '../../lib/use-format.ts'
import { buildDifferingSum, type DifferingSum } from './build-proof.ts'
import classes from './metering.module.css'

interface DifferingSumsProps {
  readonly proof: NonNullable<MeteringSummary['lastProof']>
  /** Left out where all are of one node. */
  readonly names?: ReadonlyMap<number, string>
}

/** The sums that do not agree: which, of which node, and by how many bytes. */
export function DifferingSums({ proof, names }: DifferingSumsProps) {
  const { t } = useTranslation('nodes')
  const format = useFormat()
  const name = ({ pair, amount, sums }: DifferingSum) =>
    pair === null ? sums : `${t(`proof.pair.${pair}`)}${amount === null ? '' : ` · ${t(`proof.${amount}`)}`}`
  return (
    <table className={classes['sums']} aria-label={t('differ')}>
      <thead>
        <tr>
          {names === undefined ? null : <th scope="col">{t('node')}</th>}
          <th scope="col">{t('proof.sums')}</th>
          <th scope="col">{t('proof.left')}</th>
          <th scope="col">{t('proof.right')}</th>
          <th scope="col">{t('proof.by')}</th>
        </tr>
      </thead>
      <tbody>
        {proof.differences.map(buildDifferingSum).map(sum => (
          <tr key={`${sum.nodeId}:${sum.sums}`}>
            {names === undefined ? null : (
              <td>
                <Link to={`/nodes/${sum.nodeId}`}>{names.get(sum.nodeId) ?? `#${sum.nodeId}`}</Link>
              </td>
            )}
            <td>{name(sum)}</td>
            <td>{format.exactBytes(sum.left)}</td>
            <td>{format.exactBytes(sum.right)}</td>
            <td>{format.exactBytes(sum.by)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
