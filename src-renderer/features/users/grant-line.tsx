import { useTranslation } from 'react-i18next'
import { useFormat } from '../../lib/use-format.ts'
import type { RingPart } from './build-ring.ts'
import classes from './user-page.module.css'

/** One grant below the ring: where it is from, what is left of it and until when. */
export function GrantLine({ part: { grant, used, left } }: { readonly part: RingPart }) {
  const { t } = useTranslation(['users', 'common'])
  const format = useFormat()
  const name = grant.kind === 'cycle' ? t('grantKind.cycle') : t(`grantSource.${grant.source}`)
  return (
    <li className={classes['grant']} data-gone={left === 0}>
      <span className={classes['grantName']} title={grant.reason}>
        {name}
      </span>
      <span className={classes['grantBytes']}>
        {grant.bytes === null
          ? t('usedBytes', { used: format.bytes(used) })
          : `${format.bytes(used)} / ${format.bytes(grant.bytes)}`}
      </span>
      <small>
        {grant.validUntil === null ? t('untilUsed') : t('untilDay', { day: format.short(grant.validUntil) })}
        {/* The reason of what was bought is its order's number. */}
        {grant.reason === '' || grant.source === 'order' ? '' : ` · ${grant.reason}`}
      </small>
    </li>
  )
}
