import { ActionIcon, Menu, SegmentedControl, Tooltip } from '@mantine/core'
import { IconColumns3 } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { UserListItem } from '../../../hub/contract/admin/user-views.ts'
import type { Column } from '../../ui/table-types.ts'
import { pageSizes, type TableLook } from './use-table-look.ts'
import classes from './users.module.css'

interface TableLookMenuProps {
  /** All there are. */
  readonly columns: readonly Column<UserListItem>[]
  readonly look: TableLook
  onLook(look: TableLook): void
}

/** Chooses the columns of the list and how many rows are fetched at a time. */
export function TableLookMenu({ columns, look, onLook }: TableLookMenuProps) {
  const { t } = useTranslation(['users', 'common'])
  const toggle = (id: string) => {
    const isShown = look.columns.includes(id)
    const shown = isShown ? look.columns.filter(each => each !== id) : [...look.columns, id]
    onLook({ ...look, columns: shown })
  }
  return (
    <Menu closeOnItemClick={false} position="bottom-end" width={200}>
      <Menu.Target>
        <Tooltip label={t('common:columns')}>
          <ActionIcon variant="default" size={36} aria-label={t('common:columns')}>
            <IconColumns3 size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('common:columns')}</Menu.Label>
        {columns.slice(1).map(({ id, header }) => {
          const isShown = look.columns.includes(id)
          return (
            <Menu.CheckboxItem key={id} checked={isShown} onChange={() => toggle(id)}>
              {header}
            </Menu.CheckboxItem>
          )
        })}
        <Menu.Divider />
        <Menu.Label>{t('common:pageSize')}</Menu.Label>
        <div className={classes['sizes']}>
          <SegmentedControl
            fullWidth
            size="xs"
            aria-label={t('common:pageSize')}
            data={pageSizes.map(String)}
            value={String(look.pageSize)}
            onChange={chosen =>
              onLook({ ...look, pageSize: pageSizes.find(size => String(size) === chosen) ?? 50 })
            }
          />
        </div>
      </Menu.Dropdown>
    </Menu>
  )
}
