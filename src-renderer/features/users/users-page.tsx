import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { countUsers, listUsers } from '../../../hub/contract/admin/user-lists.ts'
import { useRight } from '../../lib/connection-store.ts'
import { useFilters } from '../../lib/use-filters.ts'
import { useFormat } from '../../lib/use-format.ts'
import { useHub, useHubPages } from '../../lib/use-hub.ts'
import { useScreenKey } from '../../lib/use-screen-key.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Panel } from '../../ui/panel.tsx'
import { countSelected, nothingSelected } from '../../ui/selection.ts'
import { StateMessage } from '../../ui/state-message.tsx'
import type { Sort } from '../../ui/table-types.ts'
import { buildUserQuery, narrowingOf, renderNarrowing, userFilters } from './build-user-query.ts'
import { BulkBar } from './bulk-bar.tsx'
import { CreateUserDialog } from './create-user-dialog.tsx'
import { ExportButton } from './export-button.tsx'
import { TableLookMenu } from './table-look-menu.tsx'
import { useFirstFilter } from './use-saved-filters.ts'
import { useSelectedUsers } from './use-selected-users.ts'
import { useTableLook } from './use-table-look.ts'
import { useUserExport } from './use-user-export.ts'
import { buildUserColumns } from './user-columns.tsx'
import { UserFilterBar } from './user-filter-bar.tsx'
import classes from './users.module.css'
import { UsersFrame } from './users-frame.tsx'

/** Every user of the service: found as one types, narrowed, sorted, chosen. */
export function UsersPage() {
  const { t } = useTranslation(['users', 'common'])
  const format = useFormat()
  const navigate = useNavigate()
  useFirstFilter()
  const [filters, change] = useFilters(userFilters)
  const [look, setLook] = useTableLook()
  const [isCreating, setCreating] = useState(false)
  const mayWrite = useRight('users.write')
  const narrowing = useMemo(() => narrowingOf(filters), [filters])
  const request = useMemo(() => ({ query: buildUserQuery(filters, look.pageSize) }), [filters, look.pageSize])
  const { items, query, hasMore, loadMore } = useHubPages(listUsers, request)
  const count = useHub(countUsers, { query: narrowing }, { keep: true })
  const { chosen, choose } = useSelectedUsers(items, renderNarrowing(narrowing))
  const exporting = useUserExport()
  const columns = useMemo(() => buildUserColumns(t, format), [t, format])
  const shown = useMemo(
    () => columns.filter(({ id }) => id === 'user' || look.columns.includes(id)),
    [columns, look.columns],
  )
  const selected = countSelected(chosen.selection, count.data?.users ?? items.length)
  const exporter = (
    <ExportButton
      exporting={exporting}
      total={selected > 0 ? selected : (count.data?.users ?? 0)}
      save={() => exporting.save(filters, chosen)}
    />
  )
  const isNarrowed = Object.keys(narrowing).length > 0
  const clear = () => change(Object.fromEntries(Object.keys(narrowing).map(name => [name, null])))
  const sort: Sort = { by: filters.sort ?? 'created', direction: filters.direction ?? 'desc' }
  useScreenKey(
    'Escape',
    useCallback(() => choose(nothingSelected), [choose]),
  )
  return (
    <UsersFrame
      tags={count.data === undefined ? null : <Count users={count.data.users} isExact={count.data.isExact} />}
      actions={
        mayWrite ? (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setCreating(true)}>
            {t('newUser')}
          </Button>
        ) : null
      }
    >
      <Panel flush className={classes['list'] ?? ''}>
        {selected > 0 ? (
          <BulkBar
            count={selected}
            chosen={chosen}
            narrowing={narrowing}
            exporter={exporter}
            clear={() => choose(nothingSelected)}
          />
        ) : (
          <UserFilterBar
            filters={filters}
            change={change}
            clear={clear}
            exporter={exporter}
            look={<TableLookMenu columns={columns} look={look} onLook={setLook} />}
          />
        )}
        <DataTable
          label={t('common:nav.users')}
          columns={shown}
          rows={items}
          rowKey={user => user.id}
          rowName={user => user.name}
          isLoading={query.isPending}
          error={query.error}
          retry={() => void query.refetch()}
          hasMore={hasMore}
          loadMore={loadMore}
          sort={sort}
          onSort={({ by, direction }) => change({ sort: userFilters.shape.sort.parse(by), direction })}
          selection={chosen.selection}
          onSelection={choose}
          onOpen={user => void navigate(`/users/${user.id}`)}
          empty={isNarrowed ? undefined : <StateMessage title={t('noUsers')} hint={t('noUsersHint')} />}
        />
      </Panel>
      {isCreating ? <CreateUserDialog onClose={() => setCreating(false)} /> : null}
    </UsersFrame>
  )
}

function Count({ users, isExact }: { readonly users: number; readonly isExact: boolean }) {
  const { t } = useTranslation('users')
  const format = useFormat()
  return (
    <span className={classes['count']}>
      {t('usersCount', { count: users, users: `${format.number(users)}${isExact ? '' : '+'}` })}
    </span>
  )
}
