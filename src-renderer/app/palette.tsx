import { Spotlight } from '@mantine/spotlight'
import { useEffect, useLayoutEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { searchAll } from '../../hub/contract/admin/search.ts'
import { ask, bridge } from '../lib/bridge.ts'
import { useRights } from '../lib/connection-store.ts'
import { setDress } from '../lib/dress.ts'
import { palette, paletteStore, selectFirstLine } from '../lib/palette.ts'
import { queryClient } from '../lib/query-client.ts'
import { useDebounced } from '../lib/use-debounced.ts'
import { useFormat } from '../lib/use-format.ts'
import { useHub } from '../lib/use-hub.ts'
import { buildHits } from './build-hits.ts'
import { places } from './places.ts'
import { sections } from './sections.ts'
import { openShortcuts } from './shortcut-list.tsx'
import { toggleTheme } from './toggle-theme.ts'

const shortestSearch = 2
const settleMs = 120

/** Search across everything, and commands; opened by Ctrl+K. */
export function Palette() {
  const { t, i18n } = useTranslation(['common', 'users', 'orders', 'plans', 'nodes', 'system'])
  const rights = useRights()
  const navigate = useNavigate()
  const format = useFormat()
  const [text, setText] = useState('')
  const q = useDebounced(text.trim(), settleMs)
  const { data, isFetching } = useHub(searchAll, { query: { q } }, { enabled: q.length >= shortestSearch })
  useEffect(
    () =>
      bridge.on('command', ({ name }) => {
        if (name === 'palette' || name === 'search') palette.open()
        if (name === 'shortcuts') openShortcuts()
        if (name === 'reload-data') void queryClient.invalidateQueries()
        if (name === 'toggle-theme') toggleTheme()
      }),
    [],
  )
  // Only what was found for this very text: Enter opens the first of it.
  const isFound = q.length >= shortestSearch && q === text.trim() && data !== undefined
  const hits = isFound ? buildHits(data, format) : []
  const wanted = text.trim().toLowerCase()
  const isWanted = ({ label }: { readonly label: string }) => label.toLowerCase().includes(wanted)
  const goals = [
    ...sections.map(({ name, to }) => ({ label: t(`nav.${name}`), to })),
    // Too many to be shown before anything is typed.
    ...(wanted === '' ? [] : places)
      .filter(({ right }) => rights.includes(right))
      .map(({ label, to }) => ({ label: t(label), to })),
  ].filter(isWanted)
  const other = i18n.language === 'zh' ? 'en' : 'zh'
  const commands = [
    { id: 'reload', label: t('refresh'), run: () => void queryClient.invalidateQueries() },
    { id: 'theme', label: t('shortcuts.theme'), run: toggleTheme },
    { id: 'language', label: t('palette.otherLanguage'), run: () => setDress({ language: other }) },
    { id: 'shortcuts', label: t('shortcuts.title'), run: openShortcuts },
    { id: 'hubs', label: t('hubs'), run: () => void ask('connection.close', {}) },
    { id: 'sign-out', label: t('signOut'), run: () => void ask('session.signOut', {}) },
  ].filter(isWanted)
  // biome-ignore lint/correctness/useExhaustiveDependencies: other lines are what this waits for
  useLayoutEffect(selectFirstLine, [text, data])
  return (
    <Spotlight.Root
      store={paletteStore}
      query={text}
      onQueryChange={setText}
      shortcut="mod + K"
      maxHeight={440}
      scrollable
      transitionProps={{ duration: 120 }}
      // A blurred window behind it costs a third of a second for each key where no graphics processor draws.
      overlayProps={{ backgroundOpacity: 0.35, blur: 0 }}
      attributes={{ content: { 'aria-label': t('shortcuts.palette') } }}
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
        {goals.length === 0 ? null : (
          <Spotlight.ActionsGroup label={t('palette.goTo')}>
            {goals.map(({ label, to }) => (
              <Spotlight.Action key={to} label={label} onClick={() => void navigate(to)} />
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
        {hits.length + goals.length + commands.length > 0 ? null : (
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
