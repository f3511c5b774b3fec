import { Modal } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { create } from 'zustand'
import { modifierKey } from '../lib/platform.ts'
import { useScreenKey } from '../lib/use-screen-key.ts'
import { Facts } from '../ui/facts.tsx'

const useShown = create<{ readonly isShown: boolean }>()(() => ({ isShown: false }))

export function openShortcuts(): void {
  useShown.setState({ isShown: true })
}

/** Every shortcut on one card. */
export function ShortcutList() {
  const { t } = useTranslation()
  const isShown = useShown(state => state.isShown)
  useScreenKey('?', openShortcuts)
  const key = (text: string) => <kbd key={text}>{text}</kbd>
  return (
    <Modal
      opened={isShown}
      onClose={() => useShown.setState({ isShown: false })}
      title={t('shortcuts.title')}
    >
      <Facts
        items={[
          [t('shortcuts.palette'), key(`${modifierKey}K`)],
          [t('shortcuts.section'), key(`${modifierKey}1 … 7`)],
          [t('shortcuts.search'), key('/')],
          [t('shortcuts.move'), key('↑ ↓ Home End')],
          [t('shortcuts.select'), key('Space, Shift+↑ ↓')],
          [t('shortcuts.selectAll'), key(`${modifierKey}A`)],
          [t('shortcuts.open'), key('Enter')],
          [t('shortcuts.back'), key('Esc')],
          [t('shortcuts.reload'), key(`${modifierKey}R`)],
          [t('shortcuts.theme'), key(`${modifierKey}Shift+L`)],
          [t('shortcuts.help'), key(`? ${modifierKey}/`)],
        ]}
      />
    </Modal>
  )
}
