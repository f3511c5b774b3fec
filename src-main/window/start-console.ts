import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { app, type BrowserWindow, ipcMain } from 'electron'
import { createConsole } from '../ipc/create-console.ts'
import { callChannel, pushChannel } from '../ipc-contract/bridge.ts'
import { refuse } from '../ipc-contract/call-failure.ts'
import { openDemoSession } from '../profiles/demo-session.ts'
import { createWindow } from './create-window.ts'
import { findDeepLink, linkScheme, parseDeepLink } from './deep-link.ts'
import { createElectronDesktop, electronKeyring } from './electron-desktop.ts'
import { setNativeMenu } from './native-menu.ts'
import { openWindowStateFile, rememberBounds } from './remember-window.ts'
import { rendererOrigin, serveRenderer } from './serve-renderer.ts'
import { createTray } from './tray.ts'

/** An error that nobody expected: the desktop's log is where one looks for it. */
function report(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
}

/** Puts the parts together once Electron is ready. */
export async function startConsole(): Promise<void> {
  const folder = app.getPath('userData')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  let window: BrowserWindow | null = null
  const push = (name: string, payload: unknown) => window?.webContents.send(pushChannel, name, payload)
  const show = () => {
    if (window?.isMinimized() === true) window.restore()
    window?.show()
    window?.focus()
  }
  const navigate = (to: string) => {
    show()
    push('navigate', { to })
  }
  const menuActions = {
    navigate,
    command: (name: string) => push('command', { name }),
    leave() {
      parts.connection.close()
      show()
    },
  }
  const tray = createTray({ show, navigate })
  const desktop = createElectronDesktop({
    window: () => window,
    alert: tray.alert,
    speak(language) {
      setNativeMenu(language, menuActions)
      tray.speak(language)
    },
  })
  const parts = createConsole({ folder, keyring: electronKeyring, desktop, push, report })

  ipcMain.handle(callChannel, (event, name, input) => {
    // Only the top frame of our own page may ask for anything.
    const sender = event.senderFrame
    const isOwn =
      sender !== null && sender === window?.webContents.mainFrame && sender.origin === rendererOrigin
    return isOwn ? parts.answer(name, input) : refuse('call_refused')
  })

  serveRenderer(join(import.meta.dirname, '../renderer'))
  setNativeMenu(app.getLocale().startsWith('zh') ? 'zh' : 'en', menuActions)
  app.setAsDefaultProtocolClient(linkScheme)
  await openDemoSession(process.argv, parts).catch(report)

  const stateFile = openWindowStateFile(folder)
  const open = async () => {
    window = createWindow({
      preload: join(import.meta.dirname, '../preload/preload.cjs'),
      state: await stateFile.read(),
    })
    rememberBounds(window, stateFile)
    window.once('closed', () => {
      window = null
    })
    const link = findDeepLink(process.argv)
    await window.loadURL(`${rendererOrigin}/${link === null ? '' : `#${link}`}`)
  }

  app.on('second-instance', (_event, words) => {
    const link = findDeepLink(words)
    if (link === null) show()
    else navigate(link)
  })
  app.on('open-url', (event, url) => {
    event.preventDefault()
    const link = parseDeepLink(url)
    if (link !== null) navigate(link)
  })
  app.on('activate', () => {
    if (window === null) void open()
  })
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  app.on('will-quit', () => {
    parts.close()
    tray.destroy()
  })
  await open()
}
