import { app, Menu, Notification, nativeImage, Tray } from 'electron'
import type { ParsedInput } from '../ipc-contract/channels.ts'
import { menuTexts } from './menu-texts.ts'
import { trayIcon } from './tray-icon.ts'

export interface TrayActions {
  show(): void
  navigate(to: string): void
}

/** The icon beside the clock: how much needs a person, and a way back to the window. */
export interface ConsoleTray {
  alert(alert: ParsedInput<'desktop.alert'>): void
  speak(language: 'en' | 'zh'): void
  destroy(): void
}

export function createTray(actions: TrayActions): ConsoleTray {
  let language: 'en' | 'zh' = 'en'
  let unread = 0
  // A desktop without a tray is no reason not to start.
  const tray = tryTray()
  const draw = () => {
    const text = menuTexts[language]
    app.setBadgeCount(unread)
    tray?.setToolTip(`Sluice · ${text.unread(unread)}`)
    tray?.setContextMenu(
      Menu.buildFromTemplate([
        { label: text.unread(unread), click: () => actions.navigate('/') },
        { type: 'separator' },
        { label: text.open, click: actions.show },
        { role: 'quit', label: text.quit },
      ]),
    )
  }
  tray?.on('click', actions.show)
  draw()
  return {
    alert(alert) {
      unread = alert.unread
      draw()
      if (alert.notification === null || !Notification.isSupported()) return
      const { title, body, link } = alert.notification
      const notification = new Notification({ title, body })
      notification.once('click', () => actions.navigate(link))
      notification.show()
    },
    speak(spoken) {
      language = spoken
      draw()
    },
    destroy: () => tray?.destroy(),
  }
}

function tryTray(): Tray | null {
  try {
    return new Tray(nativeImage.createFromDataURL(trayIcon))
  } catch {
    return null
  }
}
