import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { BulkAction, BulkItemView, BulkView } from '../../../../hub/contract/admin/bulk-views.ts'
import { useFormat } from '../../../lib/use-format.ts'
import { parseActor } from '../parse-actor.ts'
import { type BulkKind, bulkKinds } from './build-bulk.ts'

/** What a bulk action is, in a few words: "Add days · 3 days", "Undo of #12, days". */
export function useBulkText(): (bulk: Pick<BulkView, 'action' | 'undoes'>) => string {
  const { t } = useTranslation('users')
  const amount = useAmountText()
  return useCallback(
    ({ action, undoes }) => {
      if (undoes !== null) return t(`bulk.what.undo.${knownKind(undoes.kind)}`, { id: undoes.bulkId })
      if (action === null) return ''
      const kind = t(`bulk.kind.${action.kind}`)
      return action.kind === 'suspend' || action.kind === 'resume' ? kind : `${kind} · ${amount(action)}`
    },
    [t, amount],
  )
}

/** What each user gets of it: "3 days", "10 GB", the subject of a message. */
export function useAmountText(): (action: BulkAction) => string {
  const { t } = useTranslation('users')
  const format = useFormat()
  return useCallback(
    action => {
      switch (action.kind) {
        case 'days':
          return t('bulk.what.days', { count: action.days })
        case 'bytes':
          return format.bytes(action.bytes)
        case 'message':
          return t('bulk.what.message', { subject: action.subject })
        case 'suspend':
        case 'resume':
          return t(`bulk.what.${action.kind}`)
      }
    },
    [t, format],
  )
}

/** What became of a user, in words. */
export function useOutcomeText(bulk: BulkView): (item: BulkItemView) => string {
  const { t } = useTranslation('users')
  const format = useFormat()
  const isUndo = bulk.undoes !== null
  const kind = bulk.action?.kind ?? knownKind(bulk.undoes?.kind ?? '')
  const bytes = bulk.action?.kind === 'bytes' ? bulk.action.bytes : 0
  return ({ why, facts }) => {
    if (why !== null) return t(`bulk.why.${why}`)
    const { expiresBefore, expiresAfter, bytesBack, bytesKept = 0, daysKept = 0 } = facts
    const end = (at: number | null) => (at === null ? t('bulk.noEnd') : format.day(at))
    const parts = [
      ...(expiresBefore === undefined || expiresAfter === undefined
        ? []
        : [t('bulk.endMoved', { before: end(expiresBefore), after: end(expiresAfter) })]),
      ...(daysKept > 0 ? [t('bulk.daysKept', { count: daysKept })] : []),
      ...(bytesBack === undefined ? [] : [t('bulk.bytesBack', { bytes: format.bytes(bytesBack) })]),
      ...(bytesKept > 0 ? [t('bulk.bytesKept', { bytes: format.bytes(bytesKept) })] : []),
    ]
    if (parts.length > 0) return parts.join(' · ')
    if (isUndo) return t('bulk.takenBack')
    return plainOutcome(kind, { bytes: format.bytes(bytes) }, t)
  }
}

function plainOutcome(
  kind: BulkKind,
  facts: { readonly bytes: string },
  t: ReturnType<typeof useTranslation<'users'>>['t'],
): string {
  switch (kind) {
    case 'bytes':
      return t('bulk.given', facts)
    case 'message':
      return t('bulk.sent')
    case 'resume':
      return t('bulk.resumed')
    case 'suspend':
      return t('bulk.suspended')
    case 'days':
      return t('bulk.itemState.done')
  }
}

function knownKind(kind: string): BulkKind {
  return bulkKinds.find(each => each === kind) ?? 'days'
}

export const nameOfActor = (actor: string): string => parseActor(actor).name
