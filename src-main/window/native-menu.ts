import { Menu, type MenuItemConstructorOptions } from 'electron'
import type { PushPayload } from '../ipc-contract/channels.ts'
import { menuTexts } from './menu-texts.ts'

export interface MenuActions {
  /** Leaves the hub for the list of hubs. */
  leave(): void
  navigate(to: string): void
  command(name: PushPayload<'command'>['name']): void
}

const sections = [
  ['overview', '/'],
  ['users', '/users'],
  ['orders', '/orders'],
  ['plans', '/plans'],
  ['nodes', '/nodes'],
  ['traffic', '/traffic'],
  ['system', '/system'],
] as const

/** The menu bar in the window's language. Shortcuts here work wherever the focus is. */
export function setNativeMenu(language: 'en' | 'zh', actions: MenuActions): void {
  const text = menuTexts[language]
  const go: MenuItemConstructorOptions[] = sections.map(([name, to], index) => ({
    label: text[name],
    accelerator: `CmdOrCtrl+${index + 1}`,
    click: () => actions.navigate(to),
  }))
  const template: MenuItemConstructorOptions[] = [
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' as const }] : []),
    {
      label: text.file,
      submenu: [
        { label: text.hubs, click: actions.leave },
        { type: 'separator' },
        process.platform === 'darwin'
          ? { role: 'close', label: text.close }
          : { role: 'quit', label: text.quit },
      ],
    },
    {
      label: text.edit,
      submenu: [
        { role: 'undo', label: text.undo },
        { role: 'redo', label: text.redo },
        { type: 'separator' },
        { role: 'cut', label: text.cut },
        { role: 'copy', label: text.copy },
        { role: 'paste', label: text.paste },
        { role: 'selectAll', label: text.selectAll },
      ],
    },
    {
      label: text.go,
      submenu: [
        { label: text.palette, accelerator: 'CmdOrCtrl+K', click: () => actions.command('palette') },
        { type: 'separator' },
        ...go,
      ],
    },
    {
      label: text.view,
      submenu: [
        { label: text.reload, accelerator: 'CmdOrCtrl+R', click: () => actions.command('reload-data') },
        { label: text.theme, accelerator: 'CmdOrCtrl+Shift+L', click: () => actions.command('toggle-theme') },
        { type: 'separator' },
        { role: 'resetZoom', label: text.resetZoom },
        { role: 'zoomIn', label: text.zoomIn },
        { role: 'zoomOut', label: text.zoomOut },
        { role: 'togglefullscreen', label: text.fullScreen },
      ],
    },
    {
      label: text.help,
      submenu: [
        { label: text.shortcuts, accelerator: 'CmdOrCtrl+/', click: () => actions.command('shortcuts') },
        { label: text.about, click: () => actions.navigate('/system/about') },
      ],
    },
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}
