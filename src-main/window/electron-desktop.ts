import { writeFile } from 'node:fs/promises'
import { app, type BrowserWindow, clipboard, dialog, nativeTheme, safeStorage, shell } from 'electron'
import { CallError } from '../hub-client/call-error.ts'
import type { Desktop } from '../ipc/desktop.ts'
import type { Keyring } from '../profiles/token-store.ts'

/** The system's keyring. On Linux without one, Electron would encrypt with a key that everybody knows. */
export const electronKeyring: Keyring = {
  isSafe: () =>
    safeStorage.isEncryptionAvailable() &&
    (process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text'),
  encrypt: text => safeStorage.encryptString(text).toString('base64'),
  decrypt(sealed) {
    try {
      return safeStorage.decryptString(Buffer.from(sealed, 'base64'))
    } catch {
      return null
    }
  },
}

export interface DesktopParts {
  window(): BrowserWindow | null
  alert: Desktop['alert']
  /** Menus follow the window's language. */
  speak(language: 'en' | 'zh'): void
}

export function createElectronDesktop({ window, alert, speak }: DesktopParts): Desktop {
  return {
    describe: () => ({
      version: app.getVersion(),
      platform: process.platform,
      locale: app.getLocale(),
      hasKeyring: electronKeyring.isSafe(),
      shell: 'electron',
    }),
    async saveFile({ name, content }) {
      const parent = window()
      const options = { defaultPath: name }
      const { canceled, filePath } = await (parent === null
        ? dialog.showSaveDialog(options)
        : dialog.showSaveDialog(parent, options))
      if (canceled || filePath === '') return null
      const bytes = content.kind === 'text' ? content.text : Buffer.from(content.data, 'base64')
      await writeFile(filePath, bytes).catch((error: NodeJS.ErrnoException) => {
        throw new CallError('file_not_written', { file: filePath, reason: error.code ?? error.message })
      })
      return filePath
    },
    async pickFile() {
      const parent = window()
      const options = { properties: ['openFile' as const, 'showHiddenFiles' as const] }
      const { filePaths } = await (parent === null
        ? dialog.showOpenDialog(options)
        : dialog.showOpenDialog(parent, options))
      return filePaths[0] ?? null
    },
    writeClipboard: text => clipboard.writeText(text),
    openExternal: url => shell.openExternal(url),
    alert,
    dress({ language, theme }) {
      nativeTheme.themeSource = theme
      speak(language)
    },
  }
}
