import { BrowserWindow, nativeTheme, type Session } from 'electron'
import { boundsOf, type WindowState } from './remember-window.ts'
import { rendererOrigin } from './serve-renderer.ts'

export interface CreateWindowOptions {
  readonly preload: string
  readonly state: WindowState | null
}

/** The one window: sandboxed, without Node, and unable to leave its own page. */
export function createWindow({ preload, state }: CreateWindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    ...boundsOf(state),
    minWidth: 900,
    minHeight: 600,
    show: false,
    title: 'Sluice',
    // The colours of the page, so that nothing flashes before it is there.
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#0e1518' : '#f6f8f9',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      navigateOnDragDrop: false,
      devTools: process.env['NODE_ENV'] !== 'production',
    },
  })
  confine(window)
  if (state?.isMaximized === true) window.maximize()
  window.once('ready-to-show', () => window.show())
  return window
}

/** Nothing in the window may go elsewhere, open another, or be given a right of the system. */
function confine(window: BrowserWindow): void {
  const { webContents } = window
  webContents.on('will-navigate', event => event.preventDefault())
  webContents.on('will-frame-navigate', event => event.preventDefault())
  webContents.on('will-redirect', event => event.preventDefault())
  webContents.on('will-attach-webview', event => event.preventDefault())
  webContents.setWindowOpenHandler(() => ({ action: 'deny' }))
  denyRights(webContents.session)
}

function denyRights(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  // The window has no business with any network: the main process talks to the hub.
  session.webRequest.onBeforeRequest((details, answer) => {
    const isOwn = details.url.startsWith(`${rendererOrigin}/`) || /^(devtools|blob|data):/.test(details.url)
    answer({ cancel: !isOwn })
  })
  session.on('will-download', event => event.preventDefault())
}
