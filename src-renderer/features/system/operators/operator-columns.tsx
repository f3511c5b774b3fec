import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { OperatorView } from '../../../../hub/contract/admin/operators.ts'
import { useConnection } from '../../../lib/connection-store.ts'
import type { Column } from '../../../ui/table-types.ts'
import { Tag } from '../../../ui/tag.tsx'
import { TimeText } from '../../../ui/time-text.tsx'
import classes from '../system.module.css'

export function useOperatorColumns(): readonly Column<OperatorView>[] {
  const { t } = useTranslation('system')
  const ownId = useConnection(({ state }) =>
    state?.kind === 'online' || state?.kind === 'offline' ? (state.operator?.id ?? null) : null,
  )
  return useMemo(
    () => [
      {
        id: 'name',
        header: t('operators.name'),
        width: 'minmax(160px, 1fr)',
        cell: operator => (
          <>
            <b>{operator.name}</b>{' '}
            {operator.id === ownId ? <span className={classes['faint']}>{t('operators.you')}</span> : null}
          </>
        ),
      },
      {
        id: 'email',
        header: t('operators.email'),
        width: 'minmax(200px, 1.4fr)',
        cell: operator => operator.email,
      },
      {
        id: 'role',
        header: t('operators.role'),
        width: '140px',
        cell: operator => <span title={t(`roleHints.${operator.role}`)}>{t(`roles.${operator.role}`)}</span>,
      },
      {
        id: 'factor',
        header: t('operators.secondFactor'),
        width: '130px',
        cell: operator =>
          operator.hasSecondFactor ? (
            <Tag tone="ok">{t('operators.on')}</Tag>
          ) : (
            <Tag tone={operator.disabledAt === null ? 'warn' : 'plain'}>{t('operators.off')}</Tag>
          ),
      },
      {
        id: 'state',
        header: t('operators.state'),
        width: '150px',
        cell: operator => <StateTag operator={operator} />,
      },
      {
        id: 'since',
        header: t('operators.since'),
        width: '160px',
        cell: operator => <TimeText at={operator.createdAt} as="day" />,
      },
    ],
    [t, ownId],
  )
}

export function StateTag({ operator }: { readonly operator: OperatorView }) {
  const { t } = useTranslation('system')
  if (operator.disabledAt !== null) return <Tag tone="plain">{t('operators.disabled')}</Tag>
  if (operator.mustChangePassword) return <Tag tone="warn">{t('operators.first')}</Tag>
  return <Tag tone="ok">{t('operators.active')}</Tag>
}
