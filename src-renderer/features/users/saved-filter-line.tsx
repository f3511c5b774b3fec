import { ActionIcon, Menu, TextInput, Tooltip } from '@mantine/core'
import { IconPencil, IconPin, IconPinFilled, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { longestName, type SavedFilter } from './build-saved-filters.ts'
import classes from './users.module.css'

interface SavedFilterLineProps {
  readonly filter: SavedFilter
  onPick(): void
  onRename(name: string): void
  onToggleFirst(): void
  onForget(): void
}

/** One saved filter: picked, renamed in its place, made the first sight of the list, forgotten. */
export function SavedFilterLine(props: SavedFilterLineProps) {
  const { filter, onPick, onRename, onToggleFirst, onForget } = props
  const { t } = useTranslation('users')
  const [typed, setTyped] = useState<string | null>(null)
  const { name, isFirst = false } = filter
  if (typed !== null) {
    const end = () => {
      const wanted = typed.trim()
      if (wanted !== '' && wanted !== name) onRename(wanted)
      setTyped(null)
    }
    return (
      <form
        className={classes['savedLine']}
        onSubmit={event => {
          event.preventDefault()
          end()
        }}
      >
        <TextInput
          size="xs"
          value={typed}
          maxLength={longestName}
          onChange={event => setTyped(event.currentTarget.value)}
          onKeyDown={event => {
            event.stopPropagation()
            if (event.key === 'Escape') setTyped(null)
          }}
          onBlur={end}
          aria-label={t('renameFilter', { name })}
          autoFocus
        />
      </form>
    )
  }
  const Pin = isFirst ? IconPinFilled : IconPin
  const act = (label: string, icon: typeof IconX, run: () => void, isOn?: boolean) => {
    const Icon = icon
    return (
      <Tooltip label={label}>
        <ActionIcon
          variant="subtle"
          color={isOn ? 'water' : 'gray'}
          size="sm"
          aria-label={`${label}: ${name}`}
          {...(isOn === undefined ? {} : { 'aria-pressed': isOn })}
          onClick={run}
        >
          <Icon size={14} aria-hidden />
        </ActionIcon>
      </Tooltip>
    )
  }
  return (
    <div className={classes['savedLine']}>
      <Menu.Item onClick={onPick}>{name}</Menu.Item>
      {act(t('openWith'), Pin, onToggleFirst, isFirst)}
      {act(t('rename'), IconPencil, () => setTyped(name))}
      {act(t('forget'), IconX, onForget)}
    </div>
  )
}
