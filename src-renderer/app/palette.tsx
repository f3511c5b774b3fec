import { Spotlight, spotlight } from '@mantine/spotlight'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { searchAll } from '../../hub/contract/admin/search.ts'
import { bridge } from '../lib/bridge.ts'
import { queryClient } from '../lib/query-client.ts'
import { useDebounced } from '../lib/use-debounced.ts'
import { useFormat } from '../lib/use-format.ts'
import { useHub } from '../lib/use-hub.ts'
import { buildHits } from './build-hits.ts'
import { sections } from './sections.ts'
import { openShortcuts } from './shortcut-list.tsx'
import { toggleTheme } from './toggle-theme.ts'

const shortestSearch = 2
const settleMs = 120

/** Search across everything, and commands; opened by Ctrl+K. */
export function Palette() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const format = useFormat()
  const [text, setText] = useState('')
  const q = useDebounced(text.trim(), settleMs)
  const { data, isFetching } = useHub(
    searchAll,
    { query: { q } },
    { enabled: q.length >= shortestSearch, keep: true },
  )
  useEffect(
    () =>
      bridge.on('command', ({ name }) => {
        if (name === 'palette' || name === 'search') spotlight.open()
        if (name === 'shortcuts') openShortcuts()
        if (name === 'reload-data') void queryClient.invalidateQueries()
        if (name === 'toggle-theme') toggleTheme()
      }),
    [],
  )
  const hits = q.length >= shortestSearch && data !== undefined ? buildHits(data, format) : []
  const wanted = text.trim().toLowerCase()
  const places = sections.filter(({ name }) => t(`nav.${name}`).toLowerCase().includes(wanted))
  const commands = [
    { id: 'reload', label: t('refresh'), run: () => void queryClient.invalidateQueries() },
    { id: 'theme', label: t('shortcuts.theme'), run: toggleTheme },
    { id: 'shortcuts', label: t('shortcuts.title'), run: openShortcuts },
  ].filter(({ label }) => label.toLowerCase().includes(wanted))
  return (
    <Spotlight.Root
      query={text}
      onQueryChange={setText}
      shortcut="mod + K"
      maxHeight={440}
      scrollable
      transitionProps={{ duration: 120 }}
    >
      <Spotlight.Search placeholder={t('palette.placeholder')} aria-label={t('palette.placeholder')} />
      <Spotlight.ActionsList>
        {hits.length === 0 ? null : (
          <Spotlight.ActionsGroup label={t('palette.results')}>
            {hits.map(({ key, to, label, description }) => (
              <Spotlight.Action
                key={key}
                label={label}
                description={description}
                onClick={() => void navigate(to)}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {places.length === 0 ? null : (
          <Spotlight.ActionsGroup label={t('palette.goTo')}>
            {places.map(({ name, to }) => (
              <Spotlight.Action key={name} label={t(`nav.${name}`)} onClick={() => void navigate(to)} />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {commands.length === 0 ? null : (
          <Spotlight.ActionsGroup label={t('palette.commands')}>
            {commands.map(({ id, label, run }) => (
              <Spotlight.Action key={id} label={label} onClick={run} />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {hits.length + places.length + commands.length > 0 ? null : (
          <Spotlight.Empty>
            {wanted.length < shortestSearch
              ? t('palette.typeMore')
              : isFetching
                ? t('loading')
                : t('palette.nothing')}
          </Spotlight.Empty>
        )}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}
