import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listOperators, type OperatorView } from '../../../../hub/contract/admin/operators.ts'
import { useRight } from '../../../lib/connection-store.ts'
import { useHubPages } from '../../../lib/use-hub.ts'
import { DataTable } from '../../../ui/data-table.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { StateMessage } from '../../../ui/state-message.tsx'
import { Tag } from '../../../ui/tag.tsx'
import classes from '../system.module.css'
import { SystemFrame } from '../system-frame.tsx'
import { AddOperator } from './add-operator.tsx'
import { useOperatorColumns } from './operator-columns.tsx'
import { OperatorDrawer } from './operator-drawer.tsx'
import { type FreshPassword, PasswordShown } from './password-shown.tsx'

/** Who may do what here, and how well their accounts are guarded. */
export function OperatorsPage() {
  const { t } = useTranslation('system')
  const mayWrite = useRight('operators.write')
  const [isAdding, setAdding] = useState(false)
  const [shownId, setShownId] = useState<number | null>(null)
  const [fresh, setFresh] = useState<FreshPassword | null>(null)
  const list = useHubPages(listOperators)
  const columns = useOperatorColumns()
  return (
    <SystemFrame
      part="operators"
      tags={list.query.isPending ? null : <Standing operators={list.items} />}
      actions={mayWrite ? <Button onClick={() => setAdding(true)}>{t('operators.add')}</Button> : null}
    >
      <Panel flush className={classes['fill'] ?? ''}>
        <DataTable
          label={t('tabs.operators')}
          columns={columns}
          rows={list.items}
          rowKey={operator => operator.id}
          rowName={operator => operator.name}
          isLoading={list.query.isPending}
          error={list.query.error}
          retry={() => void list.query.refetch()}
          hasMore={list.hasMore}
          loadMore={list.loadMore}
          onOpen={operator => setShownId(operator.id)}
          empty={<StateMessage title={t('operators.none')} />}
        />
      </Panel>
      <AddOperator isOpen={isAdding} onClose={() => setAdding(false)} onMade={setFresh} />
      <OperatorDrawer
        operator={list.items.find(({ id }) => id === shownId) ?? null}
        onClose={() => setShownId(null)}
        onPassword={setFresh}
      />
      <PasswordShown fresh={fresh} onClose={() => setFresh(null)} />
    </SystemFrame>
  )
}

function Standing({ operators }: { readonly operators: readonly OperatorView[] }) {
  const { t } = useTranslation('system')
  const bare = operators.filter(one => one.disabledAt === null && !one.hasSecondFactor).length
  return bare === 0 ? (
    <Tag tone="ok">{t('operators.allHaveFactor')}</Tag>
  ) : (
    <Tag tone="warn">{t('operators.withoutFactor', { count: bare })}</Tag>
  )
}
