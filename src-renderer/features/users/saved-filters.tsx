import { ActionIcon, Button, Menu, TextInput, Tooltip } from '@mantine/core'
import { IconBookmark, IconBookmarkFilled, IconLink } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { ask } from '../../lib/bridge.ts'
import { tell, tellWithUndo } from '../../ui/notify.tsx'
import {
  keepFilter,
  longestName,
  mostSaved,
  renameFilter,
  type SavedFilter,
  toggleFirst,
} from './build-saved-filters.ts'
import { renderNarrowing, type UserNarrowing } from './build-user-query.ts'
import { SavedFilterLine } from './saved-filter-line.tsx'
import { useSavedFilters } from './use-saved-filters.ts'
import classes from './users.module.css'

/** Filters kept under a name: picked with two clicks, on every computer of this operator. */
export function SavedFilters({ narrowing }: { readonly narrowing: UserNarrowing }) {
  const { t } = useTranslation(['users', 'common'])
  const [kept, keep] = useSavedFilters()
  const [, setParams] = useSearchParams()
  const [name, setName] = useState('')
  const query = renderNarrowing(narrowing)
  const present = kept.find(each => each.query === query)
  const mayKeep = query !== '' && present === undefined && kept.length < mostSaved
  const add = () => {
    const wanted = name.trim()
    if (wanted === '') return
    keep(keepFilter(kept, wanted, query))
    setName('')
    if (kept.some(each => each.name === wanted)) {
      tellWithUndo(t('filterReplaced', { name: wanted }), t('common:undo'), () => keep(kept))
    }
  }
  const forget = (gone: SavedFilter) => {
    keep(kept.filter(each => each !== gone))
    tellWithUndo(t('filterForgotten', { name: gone.name }), t('common:undo'), () => keep(kept))
  }
  const copyLink = () => {
    void ask('clipboard.write', { text: `sluice://users?${query}` })
    tell(t('common:copied'))
  }
  const Mark = present === undefined ? IconBookmark : IconBookmarkFilled
  return (
    <Menu position="bottom-end" width={280} trapFocus={false}>
      <Menu.Target>
        <Tooltip label={present?.name ?? t('savedFilters')}>
          <ActionIcon variant="default" size={36} aria-label={t('savedFilters')}>
            <Mark size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('savedFilters')}</Menu.Label>
        {kept.length === 0 && !mayKeep ? (
          <div className={classes['menuNote']}>{t('noSavedFilters')}</div>
        ) : null}
        {kept.map(each => (
          <SavedFilterLine
            key={each.name}
            filter={each}
            onPick={() => setParams(new URLSearchParams(each.query), { replace: true })}
            onRename={wanted => keep(renameFilter(kept, each.name, wanted))}
            onToggleFirst={() => keep(toggleFirst(kept, each.name))}
            onForget={() => forget(each)}
          />
        ))}
        {mayKeep ? (
          <form
            className={classes['saveForm']}
            data-first={kept.length === 0}
            onSubmit={event => {
              event.preventDefault()
              add()
            }}
          >
            <TextInput
              size="xs"
              value={name}
              maxLength={longestName}
              onChange={event => setName(event.currentTarget.value)}
              onKeyDown={event => event.stopPropagation()}
              placeholder={t('filterName')}
              aria-label={t('filterName')}
            />
            <Button size="xs" type="submit" variant="default" disabled={name.trim() === ''}>
              {t('common:save')}
            </Button>
          </form>
        ) : null}
        {query === '' ? null : (
          <>
            <Menu.Divider />
            <Menu.Item leftSection={<IconLink size={14} aria-hidden />} onClick={copyLink}>
              {t('copyFilterLink')}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
