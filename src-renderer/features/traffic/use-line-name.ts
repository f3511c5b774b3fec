import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { seriesColour } from '../../charts/chart-colours.ts'
import type { Line, LineOf } from './build-sheet.ts'

/** What a line of the chart is called. */
export function useLineName(): (of: LineOf) => string {
  const { t } = useTranslation('traffic')
  return useCallback(
    (of: LineOf) => {
      switch (of.kind) {
        case 'node':
        case 'user':
          return of.name === '' ? `#${of.id}` : of.name
        case 'plan':
          return of.id === null ? t('line.noPlan') : of.name === '' ? `#${of.id}` : of.name
        case 'others':
          return of.count === null ? t('line.others') : t('line.othersCount', { count: of.count })
        case 'all':
          return t('line.all')
        default:
          return t(`of.${of.kind}`)
      }
    },
    [t],
  )
}

/** Where its own page is; null: it has none. */
export function placeOf(of: LineOf): string | null {
  if (of.kind === 'node') return `/nodes/${of.id}`
  if (of.kind === 'user') return `/users/${of.id}`
  return of.kind === 'plan' && of.id !== null ? `/plans/${of.id}` : null
}

/** The colour of a line by its place in the chart. */
export function colourOf({ of }: Line, place: number): string {
  if (of.kind === 'others') return seriesColour('rest')
  if (of.kind === 'upload') return 'var(--series-rest)'
  return seriesColour(place)
}
