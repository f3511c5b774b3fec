import type { ElectronApplication, Page } from '@playwright/test'

export interface ConsoleOptions {
  /** Signed in from the start. */
  readonly session?: { readonly address: string; readonly token: string }
  readonly language?: 'en' | 'zh'
  readonly theme?: 'light' | 'dark'
  /** Kept from an earlier start, to see what is remembered. */
  readonly home?: string
  /** `sluice://…` */
  readonly link?: string
}

export interface OpenConsole extends AsyncDisposable {
  readonly page: Page
  /** `chromium` where no Electron is to be had: the same window over the same schema. */
  readonly shell: 'electron' | 'chromium'
  readonly home: string
  /** The main process; null where Chromium stands in for it. */
  readonly app: ElectronApplication | null
  /** What the window saved as a file: every save dialog is answered with the name it proposes. */
  saved(): readonly SavedFile[]
}

export interface SavedFile {
  readonly name: string
  readonly bytes: Buffer
}
