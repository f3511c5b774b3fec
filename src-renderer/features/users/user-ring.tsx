import { useTranslation } from 'react-i18next'
import { listGrants } from '../../../hub/contract/admin/grants.ts'
import type { UserDetail } from '../../../hub/contract/admin/user-views.ts'
import { useFormat } from '../../lib/use-format.ts'
import { useHub } from '../../lib/use-hub.ts'
import { useNow } from '../../lib/use-now.ts'
import { buildRing, comingGrants, passedOf, type RingPart } from './build-ring.ts'
import { GrantLine } from './grant-line.tsx'
import classes from './user-page.module.css'

/** Enough for every grant of years: those of the present are among the newest. */
const mostGrants = 200
const size = 176
const centre = size / 2
const radius = 74
const stroke = 14
/** Between two parts, in turns. */
const gap = 0.006

/** What he holds in this cycle, grant by grant in the order of use, and how much of each is left. */
export function UserRing({ user }: { readonly user: UserDetail }) {
  const { t } = useTranslation(['users', 'common'])
  const format = useFormat()
  const now = useNow(1_000)
  const { data } = useHub(listGrants, { params: { userId: user.id }, query: { limit: mostGrants } })
  const grants = data?.items ?? []
  const parts = buildRing(grants, user.balance, now)
  const [next] = comingGrants(grants, now)
  const { left, granted, used } = user.balance
  const label =
    left === null
      ? t('ringEndless', { used: format.bytes(used) })
      : t('ringLabel', { left: format.bytes(left), granted: format.bytes(granted ?? 0) })
  return (
    <>
      <div className={classes['ringFrame']}>
        <svg viewBox={`0 0 ${size} ${size}`} className={classes['ring']} role="img" aria-label={label}>
          <circle cx={centre} cy={centre} r={radius} className={classes['track']} strokeWidth={stroke} />
          {parts.map((part, index) => (
            <Arcs key={part.grant.id} part={part} isOnly={parts.length === 1} index={index} />
          ))}
          {user.cycle === null ? null : (
            <path
              d={arc(0, passedOf(user.cycle, now), radius - 14)}
              className={classes['passed']}
              strokeWidth={2}
            />
          )}
        </svg>
        <div className={classes['ringText']} aria-hidden>
          <b>{left === null ? '∞' : format.bytes(left)}</b>
          <span>
            {left === null
              ? t('usedBytes', { used: format.bytes(used) })
              : granted === 0
                ? t('nothingHeld')
                : t('leftOf', { granted: format.bytes(granted ?? 0) })}
          </span>
        </div>
      </div>
      {user.cycle === null ? null : (
        <p className={classes['cycleNote']}>
          {t('cycleNote', {
            from: format.day(user.cycle.startsAt),
            until: format.day(user.cycle.endsAt - 1),
            rest: format.relative(user.cycle.endsAt, now),
          })}
        </p>
      )}
      {parts.length === 0 ? null : (
        <ol className={classes['grants']} aria-label={t('orderOfUse')}>
          {parts.map(part => (
            <GrantLine key={part.grant.id} part={part} />
          ))}
        </ol>
      )}
      {next === undefined ? null : (
        <p className={classes['cycleNote']}>
          {t('nextGrant', {
            bytes: next.bytes === null ? t('common:unlimited') : format.bytes(next.bytes),
            day: format.day(next.validFrom),
          })}
        </p>
      )}
    </>
  )
}

interface ArcsProps {
  readonly part: RingPart
  readonly isOnly: boolean
  readonly index: number
}

function Arcs({ part: { grant, from, until, usedUntil, left }, isOnly, index }: ArcsProps) {
  const half = isOnly ? 0 : Math.min(gap / 2, (until - from) / 4)
  const start = from + half
  const end = until - half
  const usedEnd = Math.min(end, Math.max(start, usedUntil - half))
  return (
    <g data-later={index > 0}>
      <path
        d={arc(start, end, radius)}
        strokeWidth={stroke}
        className={grant.bytes === null ? classes['endless'] : classes['held']}
      />
      {usedEnd - start < 0.001 ? null : (
        <path
          d={arc(start, usedEnd, radius)}
          strokeWidth={stroke}
          className={classes['spent']}
          data-gone={left === 0}
        />
      )}
    </g>
  )
}

/** An arc in turns, clockwise from the top. */
function arc(from: number, until: number, r: number): string {
  const at = (turn: number) => {
    const angle = turn * 2 * Math.PI - Math.PI / 2
    return `${(centre + r * Math.cos(angle)).toFixed(2)} ${(centre + r * Math.sin(angle)).toFixed(2)}`
  }
  const length = until - from
  if (length <= 0) return ''
  // A whole circle is two halves: an arc that ends where it begins is none.
  if (length > 0.9999) {
    return `M${at(0)}A${r} ${r} 0 0 1 ${at(0.5)}A${r} ${r} 0 0 1 ${at(1)}`
  }
  return `M${at(from)}A${r} ${r} 0 ${length > 0.5 ? 1 : 0} 1 ${at(until)}`
}
