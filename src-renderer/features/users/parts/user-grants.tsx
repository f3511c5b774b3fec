import { Button, Skeleton } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type GrantView, listGrants } from '../../../../hub/contract/admin/grants.ts'
import type { UserDetail } from '../../../../hub/contract/admin/user-views.ts'
import { useRight } from '../../../lib/connection-store.ts'
import { useFormat } from '../../../lib/use-format.ts'
import { useHubPages } from '../../../lib/use-hub.ts'
import { useNow } from '../../../lib/use-now.ts'
import { FailureMessage, StateMessage } from '../../../ui/state-message.tsx'
import { buildRing, comingGrants } from '../build-ring.ts'
import { parseActor } from '../parse-actor.ts'
import classes from './parts.module.css'
import { TakeBackDialog } from './take-back-dialog.tsx'

const grantsAtOnce = 200

/** Everything he was given: what is in use in the order of use, what comes, what is over. */
export function UserGrants({ user }: { readonly user: UserDetail }) {
  const { t } = useTranslation(['userPage', 'users', 'common'])
  const now = useNow(1_000)
  const [taken, setTaken] = useState<GrantView | null>(null)
  const { items, query, hasMore, loadMore } = useHubPages(listGrants, {
    params: { userId: user.id },
    query: { limit: grantsAtOnce },
  })
  if (query.error !== null && items.length === 0) {
    return <FailureMessage error={query.error} retry={() => void query.refetch()} />
  }
  if (query.isPending) return <Skeleton height={220} radius={8} aria-busy="true" />
  if (items.length === 0) return <StateMessage title={t('noGrants')} hint={t('noGrantsHint')} />
  const inUse = buildRing(items, user.balance, now).map(({ grant, used }) => ({ ...grant, used }))
  const coming = comingGrants(items, now)
  const present = new Set([...inUse, ...coming].map(({ id }) => id))
  return (
    <>
      <GrantTable title={t('inUse')} grants={inUse} onTake={setTaken} />
      <GrantTable title={t('coming')} grants={coming} onTake={setTaken} />
      <GrantTable title={t('past')} grants={items.filter(({ id }) => !present.has(id))} />
      {hasMore ? (
        <Button variant="default" fullWidth mt={10} loading={query.isFetchingNextPage} onClick={loadMore}>
          {t('users:earlier')}
        </Button>
      ) : null}
      {taken === null ? null : <TakeBackDialog grant={taken} onClose={() => setTaken(null)} />}
    </>
  )
}

interface GrantTableProps {
  readonly title: string
  readonly grants: readonly GrantView[]
  onTake?(grant: GrantView): void
}

function GrantTable({ title, grants, onTake }: GrantTableProps) {
  const { t } = useTranslation(['userPage', 'users', 'common'])
  const format = useFormat()
  const mayWrite = useRight('grants.write')
  if (grants.length === 0) return null
  const valid = ({ validFrom, validUntil, endedAt }: GrantView) =>
    onTake === undefined
      ? writeSpan(validFrom, endedAt ?? validUntil)
      : validFrom > Date.now()
        ? t('from', { day: format.day(validFrom) })
        : validUntil === null
          ? t('users:untilUsed')
          : t('users:untilDay', { day: format.day(validUntil) })
  const writeSpan = (from: number, end: number | null) =>
    end === null || end <= from ? format.day(end ?? from) : `${format.day(from)} – ${format.day(end - 1)}`
  return (
    <section aria-label={title}>
      <h3 className={classes['heading']}>{title}</h3>
      <table className={classes['table']}>
        <thead>
          <tr>
            <th scope="col">{t('grant')}</th>
            <th scope="col">{t('valid')}</th>
            <th scope="col">{t('givenBy')}</th>
            <th scope="col" className={classes['num']}>
              {t('usedOf')}
            </th>
            {onTake === undefined || !mayWrite ? null : <td aria-hidden />}
          </tr>
        </thead>
        <tbody>
          {grants.map(grant => (
            <tr key={grant.id}>
              <td>
                {grant.kind === 'cycle' ? t('users:grantKind.cycle') : t(`users:grantSource.${grant.source}`)}
                {grant.reason === '' ? null : <small>{grant.reason}</small>}
              </td>
              <td>{valid(grant)}</td>
              <td>{writeActor(grant.createdBy)}</td>
              <td className={classes['num']}>
                {format.bytes(grant.used)}
                {` / ${grant.bytes === null ? '∞' : format.bytes(grant.bytes)}`}
              </td>
              {onTake === undefined || !mayWrite ? null : (
                <td className={classes['num']}>
                  <Button size="compact-xs" variant="default" onClick={() => onTake(grant)}>
                    {t('takeBack')}
                  </Button>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )

  function writeActor(actor: string): string {
    const { kind, name } = parseActor(actor)
    if (kind === 'system') return t('users:bySystem')
    return kind === 'customer' ? t('users:byCustomer') : name
  }
}
