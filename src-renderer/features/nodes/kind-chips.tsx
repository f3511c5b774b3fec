import { useTranslation } from 'react-i18next'
import { countKinds, type IncidentKind, incidentTones } from './build-incident.ts'
import classes from './metering.module.css'

interface KindChipsProps {
  readonly counts: Readonly<Partial<Record<IncidentKind, number>>>
  readonly chosen: IncidentKind | undefined
  onChoose(kind: IncidentKind | null): void
}

/** How often each kind was recorded; a click narrows the list to it. */
export function KindChips({ counts, chosen, onChoose }: KindChipsProps) {
  const { t } = useTranslation('nodes')
  return (
    <div className={classes['chips']}>
      {countKinds(counts).map(({ kind, count }) => (
        <button
          key={kind}
          type="button"
          className={classes['chip']}
          data-tone={incidentTones[kind]}
          aria-pressed={chosen === kind}
          title={t(`incidentMeans.${kind}`)}
          onClick={() => onChoose(chosen === kind ? null : kind)}
        >
          {t(`incident.${kind}`)} <b>{count}</b>
        </button>
      ))}
    </div>
  )
}
