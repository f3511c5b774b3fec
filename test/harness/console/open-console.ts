import { chownSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { _electron, type Page } from '@playwright/test'
import type { AppFolder } from './app-folder.ts'
import type { ConsoleOptions, OpenConsole } from './console-options.ts'
import { getElectron } from './get-electron.ts'
import { openInChromium } from './open-in-chromium.ts'
import { openSaves } from './saved-files.ts'

const nobody = 65_534

/** Opens the built console in a real Electron, or in Chromium where there is none. */
export async function openConsole(
  parts: { readonly folder: AppFolder; readonly display: string },
  options: ConsoleOptions = {},
): Promise<OpenConsole> {
  const electron = await getElectron()
  const home = options.home ?? parts.folder.newHome()
  if (electron === null) return openInChromium(parts.folder.app, home, options)
  const runner = parts.folder.writeRunner('run-electron', join(electron, 'electron'))
  const app = await _electron.launch({
    executablePath: runner,
    chromiumSandbox: true,
    args: [
      parts.folder.app,
      `--user-data-dir=${join(home, 'data')}`,
      '--disable-gpu',
      '--force-prefers-reduced-motion',
      ...(options.session === undefined ? [] : [`--demo-session=${writeSession(home, options.session)}`]),
      ...(options.link === undefined ? [] : [options.link]),
    ],
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: home,
      XDG_CONFIG_HOME: join(home, 'config'),
      XDG_RUNTIME_DIR: home,
      DISPLAY: parts.display,
      LANG: options.language === 'zh' ? 'zh_CN.UTF-8' : 'en_US.UTF-8',
      NODE_ENV: 'production',
    },
    timeout: 60_000,
  })
  const saves = openSaves(home)
  await app.evaluate(({ dialog }, folder) => {
    const answer = (...args: unknown[]) => {
      const { defaultPath } = args.at(-1) as { readonly defaultPath: string }
      return Promise.resolve({ canceled: false, filePath: `${folder}/${defaultPath}` })
    }
    Object.assign(dialog, { showSaveDialog: answer })
  }, saves.folder)
  const page = await app.firstWindow()
  await dress(page, options)
  return {
    page,
    shell: 'electron',
    home,
    saved: saves.read,
    app,
    async [Symbol.asyncDispose]() {
      await app.close()
    },
  }
}

function writeSession(home: string, session: NonNullable<ConsoleOptions['session']>): string {
  const folder = mkdtempSync(join(home, 'session-'))
  const file = join(folder, 'session.json')
  writeFileSync(file, JSON.stringify(session), { mode: 0o600 })
  for (const path of [folder, file]) chownSync(path, nobody, nobody)
  return file
}

/** Sets language and theme as the operator's own choice, and loads the window with it where it was another. */
async function dress(page: Page, { language = 'en', theme = 'light' }: ConsoleOptions): Promise<void> {
  const isDressed = await page.evaluate(value => {
    const was = localStorage.getItem('dress')
    localStorage.setItem('dress', value)
    return was === value
  }, JSON.stringify({ language, theme }))
  if (!isDressed) await page.reload()
}
