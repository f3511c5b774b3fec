import { IconArrowRight } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './deeds.module.css'

export interface Change {
  readonly label: string
  readonly before: ReactNode
  /** Null: it stays as it is. */
  readonly after: ReactNode | null
}

interface BecomesProps {
  readonly changes: readonly Change[]
  /** What else is to be known before it is done. */
  readonly note?: ReactNode
}

/** What a deed will make of a user, before it is done. */
export function Becomes({ changes, note }: BecomesProps) {
  const { t } = useTranslation('userPage')
  return (
    <section className={classes['becomes']} aria-label={t('becomes')} aria-live="polite">
      <dl>
        {changes.map(({ label, before, after }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              {after === null ? (
                before
              ) : (
                <>
                  <span className={classes['before']}>{before}</span>
                  <IconArrowRight size={14} role="img" aria-label={t('to')} />
                  <b>{after}</b>
                </>
              )}
            </dd>
          </div>
        ))}
      </dl>
      {note === undefined || note === null ? null : <p>{note}</p>}
    </section>
  )
}
