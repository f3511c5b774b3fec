import { readFile, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { chromium } from '@playwright/test'
import { createConsole } from '../../../src-main/ipc/create-console.ts'
import type { Desktop } from '../../../src-main/ipc/desktop.ts'
import type { Keyring } from '../../../src-main/profiles/token-store.ts'
import type { ConsoleOptions, OpenConsole } from './console-options.ts'
import { openSaves } from './saved-files.ts'

const origin = 'http://console.invalid'
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
}

/** A keyring as of a computer that has none. */
const noKeyring: Keyring = {
  isSafe: () => false,
  encrypt: text => Buffer.from(text).toString('base64'),
  decrypt: sealed => Buffer.from(sealed, 'base64').toString(),
}

/**
 * The window in Chromium, and the main process's own handlers in this process: the same schema in between, without
 * what only Electron has (menus, tray, dialogs, the sandboxed preload script).
 */
export async function openInChromium(
  app: string,
  home: string,
  options: ConsoleOptions,
): Promise<OpenConsole> {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
    ],
  })
  const page = await browser.newPage({ viewport: { width: 1_280, height: 800 }, reducedMotion: 'reduce' })
  const saves = openSaves(home)
  const desktop: Desktop = {
    describe: () => ({
      version: '0.1.0',
      platform: process.platform,
      locale: 'en',
      hasKeyring: false,
      shell: 'browser',
    }),
    async saveFile({ name, content }) {
      const file = join(saves.folder, name)
      const bytes = content.kind === 'text' ? content.text : Buffer.from(content.data, 'base64')
      await writeFile(file, bytes)
      return file
    },
    pickFile: async () => null,
    writeClipboard: () => {},
    openExternal: async () => {},
    alert: () => {},
    dress: () => {},
  }
  const parts = createConsole({
    folder: home,
    keyring: noKeyring,
    desktop,
    push(name, payload) {
      // A window that is being closed hears nothing more.
      void page
        .evaluate(
          ([heard, said]) => window.dispatchEvent(new CustomEvent(`push:${heard}`, { detail: said })),
          [name, payload] as const,
        )
        .catch(() => {})
    },
    report: error => console.error(error),
  })
  await page.exposeFunction('answerCall', parts.answer)
  await page.addInitScript(() => {
    const call = (name: string, input: unknown) =>
      (window as unknown as { answerCall(name: string, input: unknown): unknown }).answerCall(name, input)
    const on = (name: string, listener: (payload: unknown) => void) => {
      const hear = (event: Event) => listener((event as CustomEvent).detail)
      window.addEventListener(`push:${name}`, hear)
      return () => window.removeEventListener(`push:${name}`, hear)
    }
    Object.defineProperty(window, 'sluice', { value: { call, on } })
  })
  await page.route(`${origin}/**`, async route => {
    const path = new URL(route.request().url()).pathname
    const file = join(app, 'out', 'renderer', path === '/' ? 'index.html' : path)
    const body = await readFile(file).catch(() => null)
    if (body === null) return route.fulfill({ status: 404 })
    return route.fulfill({ body, contentType: types[extname(file)] ?? 'application/octet-stream' })
  })
  if (options.session !== undefined) await parts.enter({ name: 'Demo', ...options.session })
  const { language = 'en', theme = 'light' } = options
  await page.addInitScript(value => localStorage.setItem('dress', value), JSON.stringify({ language, theme }))
  await page.goto(`${origin}/`)
  return {
    page,
    shell: 'chromium',
    home,
    saved: saves.read,
    app: null,
    async [Symbol.asyncDispose]() {
      parts.close()
      await browser.close()
    },
  }
}
