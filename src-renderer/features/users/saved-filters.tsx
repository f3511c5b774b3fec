import { ActionIcon, Button, Menu, TextInput, Tooltip } from '@mantine/core'
import { IconBookmark, IconBookmarkFilled, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import * as z from 'zod'
import { usePreference } from '../../lib/use-preference.ts'
import { renderNarrowing, type UserNarrowing } from './build-user-query.ts'
import classes from './users.module.css'

const most = 20
const saved = z.array(z.object({ name: z.string().min(1).max(40), query: z.string().max(600) })).max(most)
const none: z.output<typeof saved> = []

/** Filters kept under a name: picked with two clicks, on every computer of this operator. */
export function SavedFilters({ narrowing }: { readonly narrowing: UserNarrowing }) {
  const { t } = useTranslation(['users', 'common'])
  const [kept, keep] = usePreference('users.filters', saved, none)
  const [, setParams] = useSearchParams()
  const [name, setName] = useState('')
  const query = renderNarrowing(narrowing)
  const present = kept.find(each => each.query === query)
  const mayKeep = query !== '' && present === undefined && kept.length < most
  const add = () => {
    const wanted = name.trim()
    if (wanted === '') return
    keep([...kept.filter(each => each.name !== wanted), { name: wanted, query }])
    setName('')
  }
  const Mark = present === undefined ? IconBookmark : IconBookmarkFilled
  return (
    <Menu position="bottom-end" width={260} trapFocus={false}>
      <Menu.Target>
        <Tooltip label={present?.name ?? t('savedFilters')}>
          <ActionIcon variant="default" size={36} aria-label={t('savedFilters')}>
            <Mark size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('savedFilters')}</Menu.Label>
        {kept.length === 0 ? <div className={classes['menuNote']}>{t('noSavedFilters')}</div> : null}
        {kept.map(each => (
          <div key={each.name} className={classes['savedLine']}>
            <Menu.Item onClick={() => setParams(new URLSearchParams(each.query), { replace: true })}>
              {each.name}
            </Menu.Item>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              aria-label={t('forgetFilter', { name: each.name })}
              onClick={() => keep(kept.filter(other => other !== each))}
            >
              <IconX size={14} aria-hidden />
            </ActionIcon>
          </div>
        ))}
        {mayKeep ? (
          <form
            className={classes['saveForm']}
            onSubmit={event => {
              event.preventDefault()
              add()
            }}
          >
            <TextInput
              size="xs"
              value={name}
              maxLength={40}
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
      </Menu.Dropdown>
    </Menu>
  )
}
