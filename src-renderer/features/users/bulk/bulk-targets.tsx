import { useTranslation } from 'react-i18next'
import type { BulkTarget } from '../../../../hub/contract/admin/bulk-views.ts'
import { useFormat } from '../../../lib/use-format.ts'
import { GateTag } from '../../../ui/gate-tag.tsx'
import { TimeText } from '../../../ui/time-text.tsx'
import classes from './bulk.module.css'

interface BulkTargetsProps {
  readonly targets: readonly BulkTarget[]
  /** How many there are; more than are shown, perhaps. */
  readonly all: number
  /** Shows where the end of each one's plan would move. */
  readonly withEnd?: boolean
}

/** The first of those whom a bulk action would be about, or whom it would leave out. */
export function BulkTargets({ targets, all, withEnd = false }: BulkTargetsProps) {
  const { t } = useTranslation('users')
  const format = useFormat()
  if (targets.length === 0) return null
  const isOut = targets.some(({ why }) => why !== null)
  const label =
    targets.length < all
      ? t('bulk.firstOf', { shown: format.number(targets.length), users: format.number(all) })
      : t('bulk.allOf', { count: all })
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keys
    <section className={classes['targets']} aria-label={label} tabIndex={0}>
      <table>
        <caption>{label}</caption>
        <thead>
          <tr>
            <th scope="col">{t('user')}</th>
            <th scope="col" data-align="right">
              {t('port')}
            </th>
            <th scope="col">{t('gate')}</th>
            <th scope="col">{t('expires')}</th>
            {withEnd ? <th scope="col">{t('bulk.endThen')}</th> : null}
            {isOut ? <th scope="col">{t('bulk.leftOut')}</th> : null}
          </tr>
        </thead>
        <tbody>
          {targets.map(target => (
            <tr key={target.userId}>
              <td>
                <b>{target.name === '' ? `#${target.userId}` : target.name}</b>{' '}
                <span className={classes['faint']}>{target.email}</span>
              </td>
              <td data-align="right">{target.port ?? '–'}</td>
              <td>{target.gate === '' ? '–' : <GateTag gate={target.gate} />}</td>
              <td>
                <TimeText at={target.expiresAt} as="day" />
              </td>
              {withEnd ? (
                <td>
                  <TimeText at={target.expiresAtThen} as="day" />
                </td>
              ) : null}
              {isOut ? <td>{target.why === null ? '' : t(`bulk.why.${target.why}`)}</td> : null}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
